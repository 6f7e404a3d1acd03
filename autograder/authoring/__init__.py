"""solutions/ in, course/ and dist/ out."""
