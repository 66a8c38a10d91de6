"""What the machines say to each other: topics, messages, the pass. Imports nothing of ours."""
