"""placeholder"""
def omop_tables(p): return {}
