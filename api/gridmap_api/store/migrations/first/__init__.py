"""The tables of revision 0001, column by column: they stay as they are when the models change."""
