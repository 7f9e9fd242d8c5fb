"""The report: pages put together from the pipeline's outputs, rendered to a site and a PDF."""
