"""What people are told, when, and how it reaches them: in the city's pages always, by e-mail, SMS and letter."""
