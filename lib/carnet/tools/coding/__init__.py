"""The coding tool: a stay's notes into CIM-10 codes by position, each with the sentence that attests it."""
