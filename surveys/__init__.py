"""The product: asking followers, storing what they say, and telling creators what it means."""
