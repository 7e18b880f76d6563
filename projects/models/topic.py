from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase
from wagtail.search import index


class Topic(TagBase):
    """Topic of projects, by which the index can be filtered."""

    free_tagging = True

    class Meta:
        verbose_name = "topic"
        verbose_name_plural = "topics"

    def slugify(self, tag, i=None):
        """Return a slug, also for a name without letters, such as "++"."""
        return super().slugify(tag if super().slugify(tag) else "topic", i)

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        # The search index of projects contains the names of their topics.
        for use in self.uses.select_related("content_object"):
            index.insert_or_update_object(use.content_object)

    def delete(self, *args, **kwargs):
        projects = [use.content_object for use in self.uses.all()]
        deleted = super().delete(*args, **kwargs)
        for project in projects:
            index.insert_or_update_object(project)
        return deleted

    def clean(self):
        """Refuse a name that differs from another only in case."""
        same = Topic.objects.filter(name__iexact=self.name).exclude(pk=self.pk)
        if same.exists():
            message = (
                "A topic of this name exists. To merge the two, give the projects of this "
                "topic the other one, then delete this one."
            )
            raise ValidationError({"name": message})


class ProjectTopic(ItemBase):
    """Link between a project and a topic."""

    tag = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="uses")
    content_object = ParentalKey(
        "projects.ProjectPage", on_delete=models.CASCADE, related_name="topic_uses"
    )
