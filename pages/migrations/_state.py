from django.db import migrations


class AlterState(migrations.SeparateDatabaseAndState):
    """Change what the database does not know, like texts for editors.

    Django builds all related models again after each change to a state that has models. Those
    of a state without are built once, for the next migration.
    """

    def state_forwards(self, app_label, state):
        vars(state).pop("apps", None)
        super().state_forwards(app_label, state)
