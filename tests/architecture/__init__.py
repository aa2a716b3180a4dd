"""Rules about the code itself. Each has a test that breaks it on purpose and sees it go red."""
