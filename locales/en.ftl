# Words of the interface, English. One key a line; templates ask with t(key="…"), the program by the same keys.
# Plain words, short sentences, no blame.

## Frame of the page
skip-link = Skip to main content
emergency-line = Is this an emergency?
emergency-link = Get help now
main-navigation = Parts of this guide
breadcrumbs = You are here
language = Language
language-name = English
footer-navigation = About this guide
pagination = Previous and next page
previous = Previous
next = Next
home = Home
contents = Contents
on-this-page = On this page
draft = Draft
report-mistake = Report a mistake on this page
written-by = Written by { $author }.
licence = Free to share under
printed-from = Printed from
og-locale = en_US
og-image-alt = Drawing of steps that lead down, beside the name of the guide
feed-title = Updates to this guide
list-separator = ,

## Dates
date-written = Written:
date-updated = Updated:
date-reviewed = Reviewed:
date-review-by = Next review due:
not-reviewed = Not reviewed by a clinician.
date-long = { $day } { $month } { $year }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

## Evidence
evidence-grade = Evidence grade
grade-a = consistent human studies or guidelines
grade-b = limited human evidence
grade-c = animal or laboratory studies
grade-d = reports by users, or no study
grade-x = contradicted or unsafe
scope-opioids = in other opioids
scope-animals = in animals
scope-other-substances = in other substances
grades-note = The letters A, B, C, D and X show how strong the evidence is.
grades-link = What the letters mean

## References, notes, words
references = References
reference-number = Reference { $number }
back-to-text = Back to the text
back-to-places = Back to the text:
details-not-checked = details not checked by us
pubmed = PubMed
doi = DOI
cited-in = Cited in:
footnotes = Notes
footnote-number = Note { $number }
back-to-footnote = Back to the text from note { $number }
task-done = Done
task-open = To do
terms = Words explained on this page
terms-all = Words explained
used-in = Used in:
backlinks = Pages that link here

## Lists of pages
topics = Topics
topic-title = Topic: { $topic }
all-topics = All topics
page-count =
    { $count ->
        [one] { $count } page
       *[other] { $count } pages
    }
pages-in-section = In this part
more-pages = More pages
whole-guide = The whole guide on one page
whole-guide-link = Read, keep or print the whole guide on one page

## Pages that are not there
redirect = This page has moved
redirect-link = Go to the new address
not-found-title = We cannot find this page
not-found-text = The address may be old or mistyped. The links below lead to every part of the guide.

## Boxes
alert-note = Note
alert-tip = Tip
alert-important = Important
alert-warning = Warning
alert-caution = Take care
callout-info = Information:
callout-important = Important:
callout-warning = Important:
notice-warning = Important:
notice-urgent = Urgent:
notice-emergency = Emergency:
care-non-urgent = Not urgent
care-urgent = Urgent
care-emergency = Emergency
do = Do
dont = Do not
key-points = Key points
image-description = Description of this picture
table-label = Table

## Help lines
helpline-emergency = Emergency:
helpline-website = Website
helpline-checked = Checked on the official page on { $date }.
helpline-compared = Not checked on the official page. Compared on { $date } with: { $source }.
helpline-unchecked = Not checked on the official page. Last looked at on { $date }.
helpline-kind-crisis = Crisis line
helpline-kind-treatment = Treatment
helpline-kind-poison = Poison advice
helpline-kind-advice = Advice

## Taper calculator: the schedule. The program fills each { $place }; all of
## them must stay, except in keys that end in -one.
taper-month-1 = { month-1 }
taper-month-2 = { month-2 }
taper-month-3 = { month-3 }
taper-month-4 = { month-4 }
taper-month-5 = { month-5 }
taper-month-6 = { month-6 }
taper-month-7 = { month-7 }
taper-month-8 = { month-8 }
taper-month-9 = { month-9 }
taper-month-10 = { month-10 }
taper-month-11 = { month-11 }
taper-month-12 = { month-12 }
taper-date = { $day } { $month } { $year }
taper-decimal = .
taper-separator = ,
taper-note-separator = ;
taper-amount = { $number }{"\u00A0"}{ $unit }
taper-share = { $number }{"\u00A0"}%
taper-days = { $count } days
taper-days-one = 1 day
taper-weeks = { $count } weeks
taper-weeks-one = 1 week
taper-steps = { $count } steps
taper-steps-one = 1 step
taper-weeks-and-days = { $weeks } ({ $days })
taper-a-day = { $amount } a day
taper-time-number = Dose { $number } of the day
taper-time-amount = { $time } { $amount }
taper-none = –
taper-open-end = no end date
taper-caption = Steps down from { $start }, with dates and amounts
taper-table-name = Table of all steps
taper-head-step = Row
taper-head-from = From
taper-head-to = To
taper-head-days = Days
taper-head-amount = A day
taper-head-cut = Less than before
taper-head-share-present = % of the present dose
taper-head-share-start = % of the start
taper-head-note = Note
taper-note-present = the amount now
taper-note-capped = a smaller step, because no step may be larger than the limit
taper-note-coarse = your scale allows no smaller step, so this is held longer
taper-note-slowed = held longer, so that the fall over the weeks stays within the limit
taper-note-paused = held { $days } longer, as you chose
taper-note-stop = { $amount } less, the whole dose
taper-note-stay = you stay at this amount
taper-advice-coarse = Every step is larger than you chose, because this is the smallest change you can measure. A powder scale allows smaller steps.
taper-total-length = Length
taper-total-steps = Steps
taper-total-end = Ends on
taper-total-reached = Reached on
taper-total-product = Amount needed in all
taper-total-largest = Largest step
taper-total-stop = Last step
taper-largest = { $share } of the dose before it
taper-chart-title = Amount a day from { $start } to { $end }
taper-chart-description = The line starts at { $from } a day on { $start } and goes down to { $to } a day on { $end }, in { $steps }. The table below has every step.
taper-chart-caption = Amount a day over the weeks. The table below has the same numbers.
taper-chart-amount = { $unit } a day
taper-chart-weeks = weeks
taper-key-coarse = held longer: the scale allows no smaller step
taper-key-slowed = held longer: limit over the weeks
taper-key-paused = held longer: you chose to
taper-text-title = Steps down from { $start }
taper-text-total = { $name }: { $value }
taper-text-row = { $number }. { $from } to { $to } ({ $days }): { $words }
taper-text-row-last = { $number }. From { $from } on: { $words }
taper-text-cut = { $amount } less, { $share } of the dose before it
taper-calendar-summary = Plan, row { $number }
taper-status = { $steps }, ends { $date }, largest step { $share }
taper-status-stop-only = 1 step, ends { $date }, from the whole dose to none
taper-length-line = { $length }, { $steps }, ends { $date }
