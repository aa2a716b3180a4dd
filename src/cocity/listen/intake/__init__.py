"""Where every channel meets: a voice gets its receipt, its clock and someone who answers for it."""
