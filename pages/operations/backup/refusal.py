class Refusal(Exception):
    """One sentence that says why something is not done, and what to do."""
