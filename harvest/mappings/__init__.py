"""Mappings for lists that are known, as data: copy one and change its titles where a list words them otherwise."""
