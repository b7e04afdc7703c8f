"""What the coding of a stay follows: the rules of the PMSI (MCO), as data with their source, and their reading."""
