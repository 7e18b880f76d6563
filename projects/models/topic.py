from django.db import models
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase


class Topic(TagBase):
    """What a project is about, as one of the words that the index is filtered by."""

    free_tagging = True

    class Meta:
        verbose_name = "topic"
        verbose_name_plural = "topics"


class ProjectTopic(ItemBase):
    """That a project is about a topic."""

    tag = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="uses")
    content_object = ParentalKey(
        "projects.ProjectPage", on_delete=models.CASCADE, related_name="topic_uses"
    )
