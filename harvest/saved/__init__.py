"""Pages that somebody saved by hand, from a browser or a web archive: what they are, and what can be made of them."""
