"""Addresses of leads, deals and activities."""

from django.urls import path

from accord.sales import (
    activity_doing,
    activity_views,
    adding_views,
    calendar_views,
    deal_doing,
    deal_sheets,
    deal_views,
    lead_doing,
    lead_views,
    leaving_views,
    pipeline_views,
    writing_views,
)
from accord.sales.mail import views as mail_views

app_name = "sales"

urlpatterns = [
    # leads
    path("leads/", lead_views.leads, name="leads"),
    path("leads/new/", adding_views.add, name="add_lead"),
    path("leads/assign/", lead_doing.assign_all, name="assign_leads"),
    path("leads/<int:pk>/", lead_views.lead, name="lead"),
    path("leads/<int:pk>/qualify/", lead_doing.qualify, name="qualify_lead"),
    path("leads/<int:pk>/answered/", lead_doing.answered, name="lead_answered"),
    path("leads/<int:pk>/assign/", lead_doing.assign, name="assign_lead"),
    path("leads/<int:pk>/take-up/", lead_doing.take_up, name="take_up_lead"),
    path("leads/<int:pk>/attach/<int:organisation>/", lead_doing.attach, name="attach_lead"),
    # deals
    path("deals/", deal_views.deals, name="deals"),
    path("deals/list/", deal_views.DealList.as_view(), name="deal_list"),
    path("deals/forecast/", deal_sheets.forecast, name="forecast"),
    path("deals/views/new/", deal_sheets.save, name="save_deal_view"),
    path("deals/views/<int:pk>/remove/", deal_sheets.remove, name="remove_deal_view"),
    path("deals/export/", deal_sheets.export, name="export_deals"),
    path("deals/new/", deal_views.NewDealPage.as_view(), name="new_deal"),
    path("deals/move/", deal_doing.move, name="move_deal"),
    path("deals/<int:pk>/", deal_views.DealPage.as_view(), name="deal"),
    path("deals/<int:pk>/edit/", deal_views.EditDealPage.as_view(), name="edit_deal"),
    path("deals/<int:pk>/accept/", deal_doing.accept, name="accept_deal"),
    path("deals/<int:pk>/send-back/", deal_doing.send_back, name="send_back_deal"),
    path("deals/<int:pk>/won/", deal_doing.won, name="win_deal"),
    path("deals/<int:pk>/lost/", deal_doing.lost, name="lose_deal"),
    path("deals/<int:pk>/reopen/", deal_doing.reopen, name="reopen_deal"),
    path("deals/<int:pk>/people/", deal_doing.people, name="deal_people"),
    path("deals/<int:pk>/people/<int:person>/main/", deal_doing.main_person, name="deal_main_person"),
    path("deals/<int:pk>/people/<int:person>/remove/", deal_doing.leave_out, name="deal_leave_out"),
    # settings
    path("colleagues/<int:pk>/leaving/", leaving_views.leaving, name="leaving"),
    path("settings/pipelines/", pipeline_views.pipelines, name="pipelines"),
    path("settings/pipelines/new/", pipeline_views.PipelineForms.as_view(), name="new_pipeline"),
    path("settings/pipelines/<int:pk>/", pipeline_views.pipeline, name="pipeline"),
    path("settings/pipelines/<int:pk>/edit/", pipeline_views.PipelineForms.as_view(), name="edit_pipeline"),
    path("settings/pipelines/<int:pk>/close/", pipeline_views.close, name="close_pipeline"),
    path("settings/pipelines/<int:pk>/order/", pipeline_views.order, name="order_stages"),
    path(
        "settings/pipelines/<int:pipeline>/stages/new/",
        pipeline_views.StageForms.as_view(),
        name="new_stage",
    ),
    path("settings/stages/<int:pk>/", pipeline_views.StageForms.as_view(), name="stage"),
    path("settings/stages/<int:pk>/delete/", pipeline_views.delete_stage, name="delete_stage"),
    path("settings/reasons/new/", pipeline_views.ReasonForms.as_view(), name="new_reason"),
    path("settings/reasons/<int:pk>/", pipeline_views.ReasonForms.as_view(), name="reason"),
    # activities
    path("activities/", activity_views.activities, name="activities"),
    path("activities/new/", activity_views.NewActivityPage.as_view(), name="new_activity"),
    path("activities/add/", activity_doing.add, name="add_activity"),
    path("activities/call/", activity_doing.call, name="call"),
    path("activities/write/", writing_views.write, name="write"),
    path("activities/calendar/", calendar_views.calendar, name="calendar"),
    path("activities/calendar/mine/", calendar_views.my_feed, name="my_feed"),
    path("calendar/<str:token>.ics", calendar_views.feed, name="feed"),
    path("activities/<int:pk>/", activity_views.activity, name="activity"),
    path("activities/<int:pk>/edit/", activity_views.EditActivityPage.as_view(), name="edit_activity"),
    path("activities/<int:pk>/drop/", activity_views.DropActivityPage.as_view(), name="drop_activity"),
    path("activities/<int:pk>/done/", activity_doing.done, name="done"),
    path("activities/<int:pk>/called/", activity_doing.call_ended, name="call_ended"),
    # e-mails
    path("me/mail/", mail_views.my_mail, name="mail"),
    path("me/mail/copies/", mail_views.my_copies, name="my_copies"),
    path("me/mail/connect/", mail_views.connect, name="connect_mailbox"),
    path("me/mail/<uuid:pk>/", mail_views.mailbox, name="mailbox"),
    path("me/mail/<uuid:pk>/check/", mail_views.check, name="check_mailbox"),
    path("me/mail/<uuid:pk>/disconnect/", mail_views.disconnect, name="disconnect_mailbox"),
]
