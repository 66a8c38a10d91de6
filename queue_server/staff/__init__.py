"""The staff's pages and their API: sign-in and roles, console, supervisor's view, calendar."""
