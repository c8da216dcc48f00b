"""What a person may decide about an organisation, and what a workbook that comes back says of it; all of it pure."""
