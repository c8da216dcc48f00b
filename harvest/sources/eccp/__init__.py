"""The European Cluster Collaboration Platform: its search form, its result pages, its profiles."""
