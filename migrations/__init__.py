"""How the store came to have its shape. Imports models and nothing else of ours."""
