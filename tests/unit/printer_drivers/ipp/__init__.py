"""IPP: messages, states, and printers in every kind of trouble."""
