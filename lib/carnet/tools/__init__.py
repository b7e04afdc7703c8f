"""The language-model tools, one subpackage each, all the same shape."""
