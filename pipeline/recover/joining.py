"""Indonesian words after which a sentence goes on: conjunctions and prepositions."""

JOINING = frozenset(
    ["dan", "atau", "serta", "dengan", "untuk", "yang", "di", "ke", "dari", "pada", "oleh"]
)
