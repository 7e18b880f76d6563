"""Daily visits by page and by referring host."""

from django.db import models

PAGE, HOST = "page", "host"
OTHERS = "*"  # the name of all names beyond the bound of a day


class DailyVisitsQuerySet(models.QuerySet):
    def pages(self):
        return self.filter(kind=PAGE)

    def hosts(self):
        return self.filter(kind=HOST)

    def between(self, first, last):
        """Return the visits of the days from the first to the last."""
        return self.filter(day__gte=first, day__lte=last)

    def by_name(self):
        """Return pairs of a name and the sum of its visits, the highest first."""
        sums = self.values_list("name").annotate(sum=models.Sum("count"))
        return sums.order_by("-sum", "name")

    def by_day(self):
        """Return the sum of the visits by day, for the days that had any."""
        sums = self.order_by().values_list("day").annotate(models.Sum("count"))
        return dict(sums)


class DailyVisits(models.Model):
    """The visits of one day (UTC) to one page, or from one other site.

    pages/serving/visits.py writes them in SQL. A name is a path, a host, or OTHERS.
    """

    KINDS = [(PAGE, "Page"), (HOST, "Referring host")]

    day = models.DateField()
    kind = models.CharField(max_length=4, choices=KINDS)
    name = models.CharField(max_length=500)
    count = models.PositiveBigIntegerField()

    objects = DailyVisitsQuerySet.as_manager()

    class Meta:
        db_table = "pages_visits"
        constraints = [models.UniqueConstraint(fields=["day", "kind", "name"], name="visits_once")]

    def __str__(self):
        name = "all others" if self.name == OTHERS else self.name
        return f"{self.day}: {name}"
