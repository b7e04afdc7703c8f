"""The model's way of structuring: asked for facts with quotes, each grounded, checked, brought to the normal form."""
