"""Views of the admin that add publications: the form, the table of an import, one entry."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from pages.models import Owner

from ..citations.lookups import LookupFailed
from ..citations.typed_names import split_typed
from ..models import Author, ImportedEntry, PublicationImport, PublicationIndexPage
from ..models.contributor import print_name, recognise
from .forms import AddForm, MendForm, save_choices
from .reading import ImportRefused, import_text, import_works, mend_entry
from .rows import make_rows
from .tasks import begin_task, find_pending, save_task, work

PAGE_SIZE = 300
IMPORTS_SHOWN = 50
Task = PublicationImport.Task


def find_index(user):
    """Return the list of publications if `user` may add to it, else None."""
    index = PublicationIndexPage.objects.first()
    return index if index and index.permissions_for_user(user).can_add_subpage() else None


class ImportMixin(WagtailAdminTemplateMixin):
    """View for those who may add publications."""

    header_icon = "upload"

    def dispatch(self, request, *args, **kwargs):
        self.index = find_index(request.user)
        if self.index is None:
            raise PermissionDenied
        self.may_publish = self.index.permissions_for_user(request.user).can_publish_subpage()
        return super().dispatch(request, *args, **kwargs)

    def find_imports(self):
        """Return the imports that the user may see: those of others need the right to publish."""
        imports = self.index.imports.defer("text").select_related("created_by")
        return imports if self.may_publish else imports.filter(created_by=self.request.user)

    def find_parents(self):
        """Return pairs of the address and name of the pages above this one."""
        return [
            (reverse("wagtailadmin_explore", args=[self.index.pk]), self.index.title),
            (reverse("add_publications"), AddView.page_title),
        ]

    def get_breadcrumbs_items(self):
        trail = [{"url": url, "label": label} for url, label in self.find_parents()]
        return [
            *super().get_breadcrumbs_items(),
            *trail,
            {"url": "", "label": self.page_title},
        ]


class AddView(ImportMixin, FormView):
    """Form for pasted text and files, the button for ORCID, and earlier imports."""

    page_title = "Add publications"
    template_name = "projects/desk/add_publications.html"
    form_class = AddForm

    def find_parents(self):
        return super().find_parents()[:1]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            imports=self.find_imports()[:IMPORTS_SHOWN], orcid=Owner.load().orcid, **kwargs
        )

    def post(self, request, *args, **kwargs):
        if request.POST.get("action") != "orcid":
            return super().post(request, *args, **kwargs)
        try:
            return redirect(import_works(self.index, Owner.load().orcid, request.user))
        except (ImportRefused, LookupFailed) as error:
            messages.error(request, str(error))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("add_publications")

    def form_valid(self, form):
        file, text = form.cleaned_data["file"], form.cleaned_data["all"]
        name = self.request.FILES["file"].name if file else "Pasted text"
        try:
            return redirect(import_text(self.index, name, text, self.request.user))
        except ImportRefused as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)


class ImportView(ImportMixin, TemplateView):
    """Table of an import, whose buttons save its choices and work on it."""

    page_title = "Import"
    template_name = "projects/desk/publication_import.html"

    def get_page_subtitle(self):
        return self.publication_import.name

    def get(self, request, pk):
        self.publication_import = get_object_or_404(self.find_imports(), pk=pk)
        return super().get(request, pk=pk)

    def get_context_data(self, **kwargs):
        current = self.publication_import
        entries = current.entries.all()
        part = Paginator(entries, PAGE_SIZE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            **kwargs,
            publication_import=current,
            may_publish=self.may_publish,
            pending=current.task and find_pending(current).count(),
            part=part,
            rows=[] if current.task else make_rows(part.object_list),
            identifier_count=entries.open_identifiers().count(),
            done_count=entries.done().count(),
            open_count=entries.may_be_chosen().count(),
        )

    def post(self, request, pk):
        current = get_object_or_404(self.find_imports(), pk=pk)
        action, _, number = request.POST.get("action", "").partition(" ")
        if not current.undone_at:
            save_choices(current, request.POST)
        if action == "page":
            return redirect(f"{current.get_absolute_url()}?p={number}")
        if current.undone_at:
            return redirect(current)
        if action == "choose":
            current.entries.may_be_chosen().update(is_chosen=number == "all")
        elif action == "stop":
            save_task(current, "")
        elif action == "continue":
            self.work_on(current)
        elif action in Task.values:
            if action == Task.PUBLISH and not self.may_publish:
                raise PermissionDenied
            begin_task(current, action)
            self.work_on(current)
        elif action != "save":
            return HttpResponseBadRequest()
        return redirect(current)

    def work_on(self, current):
        task = current.task
        if task and not work(current, self.request.user):
            return
        if task == Task.LOOK_UP:
            failed = current.entries.open_identifiers().count()
            text = f"{failed} not found: the table says why." if failed else "All found."
        else:
            text = ", ".join(f"{label}: {number}" for label, number in current.counts) + "."
        messages.success(self.request, text)


class EntryView(ImportMixin, FormView):
    """Form with the text of one entry, to mend it."""

    page_title = "Entry"
    template_name = "projects/desk/imported_entry.html"
    form_class = MendForm

    def dispatch(self, request, pk, entry_pk):
        self.keys = {"pk": entry_pk, "publication_import": pk}
        return super().dispatch(request)

    def find_parents(self):
        current = self.entry.publication_import
        return [*super().find_parents(), (current.get_absolute_url(), current.name)]

    def get_form_kwargs(self):
        entries = ImportedEntry.objects.filter(
            publication_import__in=self.find_imports().filter(undone_at=None)
        )
        self.entry = get_object_or_404(entries.may_be_mended(), **self.keys)
        return {**super().get_form_kwargs(), "initial": {"text": self.entry.source}}

    def get_context_data(self, **kwargs):
        form = kwargs.pop("form", None) or self.get_form()
        return super().get_context_data(form=form, entry=self.entry, **kwargs)

    def form_valid(self, form):
        try:
            mend_entry(self.entry, form.cleaned_data["text"])
        except ImportRefused as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        number = self.entry.publication_import.entries.filter(position__lt=self.entry.position)
        address = self.entry.publication_import.get_absolute_url()
        page = number.count() // PAGE_SIZE + 1
        return redirect(f"{address}?p={page}#entry-{self.entry.pk}")


def read_names(request):
    """Return the names of a typed text as they are printed, and which one is the owner."""
    typed = split_typed(request.GET.get("names", ""))
    authors = [Author(name=print_name(name)) for name in typed]
    recognise(authors)
    names = [{"name": author.name, "is_owner": author.is_owner} for author in authors]
    return JsonResponse({"names": names})


urlpatterns = [
    path("publications/names/", read_names, name="author_names"),
    path("publications/add/", AddView.as_view(), name="add_publications"),
    path("publications/imports/<int:pk>/", ImportView.as_view(), name="publication_import"),
    path(
        "publications/imports/<int:pk>/entries/<int:entry_pk>/",
        EntryView.as_view(),
        name="imported_entry",
    ),
]
