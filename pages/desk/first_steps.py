"""The first steps of an owner in the admin: five forms, each of which can be skipped and left."""

from django import forms
from django.conf import settings
from django.db import transaction
from django.forms import inlineformset_factory
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.forms.account import LocalePreferencesForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.home import HomeView
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.models import Site
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.users.models import UserProfile

from pages.models import Owner, Profile, SiteImage
from pages.starter import find_made
from pages.starter.places import find_shown
from pages.starter.removal import NOTHING, STRUCTURE, plan_removal, reset_field
from pages.uploads.image_form import ImageUploadField

from .reports import Report
from .starter_content import KEPT, StarterContentView, find_progress, may_change_owner, record


class OwnerForm(forms.ModelForm):
    """Name, claim and portrait of the owner. Those of the starter's person are shown as empty."""

    upload = ImageUploadField(label="Portrait", required=False)

    class Meta:
        model = Owner
        fields = ["name", "claim"]
        widgets = {"claim": AdminAutoHeightTextInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.made = find_made()
        self.initial |= dict.fromkeys({"name", "claim"} & {*self.made.owner_fields}, "")
        self.fields[
            "upload"
        ].help_text = "Shown on the home page and on the page about you, cropped to 4:5."

    @transaction.atomic
    def save(self):
        owner = self.instance
        if owner.name != self.made.full.owner["name"]:
            typed = {"profiles", "name", "claim"}
            for name in {*self.made.owner_fields} - typed:
                reset_field(owner, name, {}, self.made.library)
        if upload := self.cleaned_data["upload"]:
            words = {"title": owner.name, "description": f"Portrait of {owner.name}"}
            owner.portrait = SiteImage.objects.create(file=upload, **words)
        owner.save()
        Site.objects.filter(is_default_site=True).update(site_name=owner.name)


class ProfileForm(forms.ModelForm):
    """Profile, or an empty row for another one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "None"), *Profile.Kind.choices]
        self.fields["address"].help_text = ""
        for field in self.fields.values():
            field.required = field.required and not self.empty_permitted

    def clean(self):
        data = super().clean()
        for name in ("kind", "address"):
            if any(data.values()) and data.get(name) == "":
                self.add_error(name, "Fill in both, or neither.")
        return data

    class Meta:
        model = Profile
        fields = ["kind", "address"]


ProfileFormSet = inlineformset_factory(
    Owner, Profile, form=ProfileForm, extra=3, can_delete=True, can_delete_extra=False
)


class ContentForm(forms.Form):
    keep = forms.ChoiceField(
        label="Keep",
        widget=forms.RadioSelect,
        choices=[
            (KEPT, "All of it: the site is mine"),
            (STRUCTURE, "Its pages without their content: about, projects, publications, contact"),
            (NOTHING, "Nothing but an empty home page"),
        ],
    )


class FirstPageForm(forms.Form):
    title = forms.CharField(max_length=255, help_text="The name of the project.")
    summary = forms.CharField(
        max_length=300,
        widget=AdminAutoHeightTextInput,
        help_text="What it is about, in one or two sentences.",
    )


class Step(Report):
    """One of the first steps: a form, or forms, with buttons to continue and to skip."""

    permission_policy = ModelPermissionPolicy(Owner)
    any_permission_required = ["change"]
    header_icon = "pick"
    template_name = "desk/first_steps.html"
    intro = ""
    name = ""

    @cached_property
    def form(self):
        return self.make_form(self.request.POST or None, self.request.FILES or None)

    def get_context_data(self, **kwargs):
        done = find_progress().get("done", [])
        numbers = {name: number for number, name in enumerate(STEPS, start=1)}
        return super().get_context_data(
            form=self.form,
            step=self.name,
            intro=self.get_intro(),
            number=numbers[self.name],
            steps=[
                (name, view.page_title, name in done, name == self.name)
                for name, view in STEPS.items()
            ],
            is_last=self.name == list(STEPS)[-1],
            **kwargs,
        )

    def get_intro(self):
        return self.intro

    def post(self, request, *args, **kwargs):
        if "skip" in request.POST:
            return finish(self.name)
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data())
        return self.keep(self.form) or finish(self.name)


class OwnerStep(Step):
    page_title = "You"
    name = "you"
    intro = "Your name is the title of the site, and one sentence says what you do."

    def make_form(self, data, files):
        return OwnerForm(data, files, instance=Owner.load())

    def keep(self, form):
        form.save()


class ProfilesStep(Step):
    page_title = "Profiles"
    name = "profiles"
    intro = "Your pages on other sites, linked at the end of every page."

    def make_form(self, data, files):
        starters = [profile.pk for profile in find_made().profiles]
        own = Profile.objects.exclude(pk__in=starters)
        return ProfileFormSet(data, instance=Owner.load(), queryset=own)

    @transaction.atomic
    def keep(self, formset):
        Profile.objects.filter(pk__in=[one.pk for one in find_made().profiles]).delete()
        for profile in formset.save(commit=False):
            if profile.sort_order is None:
                profile.sort_order = formset.instance.profiles.count()
            profile.save()
        for profile in formset.deleted_objects:
            profile.delete()


class ContentStep(Step):
    page_title = "What to keep"
    name = "content"

    @cached_property
    def made(self):
        return find_made()

    def make_form(self, data, files):
        if plan_removal(self.made, NOTHING).is_empty:
            return forms.Form(data)
        return ContentForm(data, initial={"keep": NOTHING})

    def get_intro(self):
        if not self.form.fields:
            return "Nothing on this site is from a starter: everything is yours."
        shown, name = find_shown(self.made), self.made.full.owner["name"]
        example = f"with that of {name}, as an example" if shown else "with its usual pages"
        return (
            f"This site began {example}. Content that you have edited stays in any case. You see "
            "the list before anything is removed."
        )

    def keep(self, form):
        choice = form.cleaned_data.get("keep", "")
        if choice in {STRUCTURE, NOTHING}:
            return redirect(f"{reverse('starter_content')}?step=1&remaining={choice}")
        if choice:
            record(starter=KEPT)
        return None


class FirstPageStep(Step):
    page_title = "A first project"
    name = "project"
    intro = "It becomes a draft, which nobody sees before you publish it."

    def make_form(self, data, files):
        return FirstPageForm(data)

    def keep(self, form):
        for make in hooks.get_hooks("make_first_page"):
            page = make(self.request.user, **form.cleaned_data)
            address = AdminURLFinder(self.request.user).get_edit_url(page)
            buttons = [messages.button(address, "Write it")]
            messages.success(self.request, f"“{page.title}” is a draft now.", buttons=buttons)


class TimeStep(Step):
    page_title = "Language and time zone"
    name = "time"

    def make_form(self, data, files):
        return LocalePreferencesForm(data, instance=UserProfile.get_for_user(self.request.user))

    def get_intro(self):
        return (
            "These apply to you alone, in the admin: times and schedules are in this time zone. "
            f"The site itself is in “{settings.LANGUAGE_CODE}”. Set SITE_LANGUAGE on the server for "
            "another language."
        )

    def keep(self, form):
        form.save()


STEPS = {
    step.name: step for step in (OwnerStep, ProfilesStep, ContentStep, FirstPageStep, TimeStep)
}


def finish(name):
    """Record that a step is done or skipped, and redirect to the next one or to the dashboard."""
    done = find_progress().get("done", [])
    record(done=[*done, *([] if name in done else [name])])
    names = list(STEPS)
    following = names[names.index(name) + 1 :]
    return redirect("first_step", following[0]) if following else redirect("wagtailadmin_home")


def find_step(name):
    if name not in STEPS:
        raise Http404("There is no such step.")
    return STEPS[name]


def show_step(request, name):
    return find_step(name).as_view()(request)


def resume(request):
    """Redirect to the first step that is not done, or to the first one."""
    done = find_progress().get("done", [])
    following = [name for name in STEPS if name not in done] or list(STEPS)
    return redirect("first_step", following[0])


def leave_step(request, name):
    """Finish a step that another view has carried out."""
    if not may_change_owner(request.user):
        return redirect("wagtailadmin_home")
    return finish(find_step(name).name)


def show_dashboard(request):
    """Show the dashboard; the owner of a new site is led to the first steps, once."""
    if find_progress().get("offer") and may_change_owner(request.user):
        record(offer=False)
        return redirect("first_steps")
    return HomeView.as_view()(request)


class FirstStepsMenuItem(MenuItem):
    def is_shown(self, request):
        return may_change_owner(request.user)


def make_menu_item():
    address = reverse("first_steps")
    return FirstStepsMenuItem(
        "First steps", address, name="first-steps", icon_name="pick", order=890
    )


urlpatterns = [
    path("first-steps/", resume, name="first_steps"),
    path("first-steps/<slug:name>/", show_step, name="first_step"),
    path("first-steps/<slug:name>/done/", leave_step, name="first_steps_done"),
    path("starter-content/", StarterContentView.as_view(), name="starter_content"),
]
