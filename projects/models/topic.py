from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase


class Topic(TagBase):
    """What a project is about, as one of the words that the index is filtered by."""

    free_tagging = True

    class Meta:
        verbose_name = "topic"
        verbose_name_plural = "topics"

    def slugify(self, tag, i=None):
        """Return a slug even for a name without a letter, like "++"."""
        return super().slugify(tag if super().slugify(tag) else "topic", i)

    def clean(self):
        """Refuse a name that differs from another's in its capitals alone."""
        same = Topic.objects.filter(name__iexact=self.name).exclude(pk=self.pk)
        if same.exists():
            message = (
                "There is a topic of this name. To make one of two, give the projects of "
                "this topic that one, and then delete this."
            )
            raise ValidationError({"name": message})


class ProjectTopic(ItemBase):
    """That a project is about a topic."""

    tag = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="uses")
    content_object = ParentalKey(
        "projects.ProjectPage", on_delete=models.CASCADE, related_name="topic_uses"
    )
