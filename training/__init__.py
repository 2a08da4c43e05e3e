"""Making of the labelled corpus: invented plans, rendered, dumped by many tools, with the truth."""
