"""One module per dashboard: state and callbacks, no computation."""
