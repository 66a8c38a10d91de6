"""How well the lobby withstands what goes wrong: kills, results of every such run, and the page."""
