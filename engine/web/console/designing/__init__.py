"""What designers work with: drafts as files, checks, talking with a draft, examples from what people really said."""
