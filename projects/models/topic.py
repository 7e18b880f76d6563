from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase
from wagtail.search import index


class Topic(TagBase):
    """Topic of projects, publications and notes, by which their lists can be filtered."""

    free_tagging = True

    class Meta:
        verbose_name = "topic"
        verbose_name_plural = "topics"

    def slugify(self, tag, i=None):
        """Return a slug, also for a name without letters, such as "++"."""
        return super().slugify(tag if super().slugify(tag) else "topic", i)

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        # The search index of a page contains the names of its topics.
        for page in self.find_pages():
            index.insert_or_update_object(page)

    def delete(self, *args, **kwargs):
        pages = self.find_pages()
        deleted = super().delete(*args, **kwargs)
        for page in pages:
            index.insert_or_update_object(page)
        return deleted

    def find_pages(self):
        """Return the projects, publications and notes with this topic."""
        links = (self.uses, self.publication_uses, self.note_uses)
        return [
            use.content_object for uses in links for use in uses.select_related("content_object")
        ]

    def clean(self):
        """Refuse a name that differs from another only in case."""
        same = Topic.objects.filter(name__iexact=self.name).exclude(pk=self.pk)
        if same.exists():
            message = (
                "A topic of this name exists. To merge the two, give the pages of this "
                "topic the other one, then delete this one."
            )
            raise ValidationError({"name": message})


class ProjectTopic(ItemBase):
    """Link between a project and a topic."""

    tag = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="uses")
    content_object = ParentalKey(
        "projects.ProjectPage", on_delete=models.CASCADE, related_name="topic_uses"
    )


class PublicationTopic(ItemBase):
    """Link between a publication and a topic."""

    tag = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="publication_uses")
    content_object = ParentalKey(
        "projects.PublicationPage", on_delete=models.CASCADE, related_name="topic_uses"
    )


class NoteTopic(ItemBase):
    """Link between a note and a topic."""

    tag = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="note_uses")
    content_object = ParentalKey(
        "projects.NotePage", on_delete=models.CASCADE, related_name="topic_uses"
    )


def read_topics(through, pages):
    """Return the slugs of the topics of pages by primary key, and their names by slug."""
    uses = [use for use in through.objects.values_list("content_object", "tag") if use[0] in pages]
    used = Topic.objects.filter(pk__in={tag for _page, tag in uses}).order_by("name")
    slugs = {topic.pk: topic.slug for topic in used}
    topics = {}
    for page, tag in uses:
        if tag in slugs:
            topics.setdefault(page, set()).add(slugs[tag])
    return topics, {topic.slug: topic.name for topic in used}
