"""What a user could see, tested: unit/, contract/ (fake and real alike), system/ (real parts)."""
