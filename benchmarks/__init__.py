"""How well and how fast Retold works: the corpora, the scores, and the same job done by other tools."""
