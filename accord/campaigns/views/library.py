"""The image library."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accord.campaigns import library, pictures
from accord.campaigns.forms import DescribeForm, PictureUpload
from accord.campaigns.models import Image
from accord.campaigns.views import showing
from accord.campaigns.views.sharing import UNPROCESSABLE
from accord.lib.access import access, may
from accord.staff.who import actor_of

PAGE = 60


@access("campaigns.read")
def images(request: HttpRequest) -> HttpResponse:
    """Every picture, newest first."""
    before = request.GET.get("before", "")
    found = list(library.listed(before=int(before) if before.isdecimal() else None)[: PAGE + 1])
    may_write = may(request.user, "campaigns.write")
    context = {
        "images": [showing.picture(one) | ({} if may_write else {"href": ""}) for one in found[:PAGE]],
        "older": f"?before={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "may_write": may_write,
    }
    return render(request, "campaigns/images.html", context)


@access("campaigns.write")
def add(request: HttpRequest) -> HttpResponse:
    """Add a picture with its alternative text."""
    form = PictureUpload(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            library.add(
                actor=actor_of(request),
                name=typed["name"],
                alternative=typed["alternative"],
                content=typed["file"].read(),
            )
        except pictures.NotAPicture as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(request, _("The picture is in the library."))
            return redirect("campaigns:images")
    return render(
        request, "campaigns/image_add.html", {"form": form}, status=UNPROCESSABLE if form.errors else 200
    )


@access("campaigns.write")
def image(request: HttpRequest, pk: int) -> HttpResponse:
    """Say better what a picture shows, or take it out of the library."""
    found = get_object_or_404(Image.objects.defer("content"), pk=pk)
    if request.POST.get("remove"):
        return _remove(request, found)
    form = DescribeForm(request.POST or None, initial={"name": found.name, "alternative": found.alternative})
    if request.method == "POST" and form.is_valid():
        library.describe(actor=actor_of(request), image=found, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("campaigns:images")
    context = {"form": form, "image": found, "letters": library.shown_in(found), **showing.picture(found)}
    return render(request, "campaigns/image.html", context, status=UNPROCESSABLE if form.errors else 200)


def _remove(request: HttpRequest, image: Image) -> HttpResponse:
    try:
        library.remove(actor=actor_of(request), image=image)
    except library.StillUsed as refused:
        messages.error(request, str(refused))
        return redirect("campaigns:image", image.pk)
    messages.success(request, _("The picture is removed."))
    return redirect("campaigns:images")
