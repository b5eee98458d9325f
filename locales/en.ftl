# Words of the interface, English. One key a line; templates ask with t(key="…"), the program by the same keys.
# Plain words, short sentences, no blame.

## Frame of the page
skip-link = Skip to main content
emergency-line = Is this an emergency?
emergency-link = What to do now
help-link = Get help
main-navigation = Parts of this guide
breadcrumbs = You are here
language = Language
language-name = English
language-home = home page
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

## Evidence
evidence-grade = Evidence grade
grade-a = consistent human studies or guidelines
grade-b = limited human evidence
grade-c = animal or laboratory studies
grade-d = reports by users, or a careful guess
grade-x = contradicted or unsafe
scope-opioids = in other opioids
scope-animals = in animals
scope-other-substances = in other substances
how-sure = How sure are we?
claims-on-page =
    { $count ->
        [one] Of { $count } graded claim:
       *[other] Of { $count } graded claims:
    }
claims-elsewhere =
    { $count ->
        [one] For { $count }, the evidence is from other substances or animals, so it is less sure here.
       *[other] For { $count } of them, the evidence is from other substances or animals, so they are less sure here.
    }
what-changed = What changed on this page:
grades-note = The letters A, B, C, D and X show how strong the evidence is.
grades-link = What the letters mean

## References, notes, words
references = References
reference-number = Reference { $number }
back-to-text = Back to the text
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
related = Pages on the same matter

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
details-summary = Open this part
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
helpline-compared = Not checked on the official page. Compared with copies on { $date }.
helpline-unchecked = Not checked on the official page. Last looked at on { $date }.
helpline-kind-crisis = Crisis line
helpline-kind-treatment = Treatment
helpline-kind-poison = Poison advice
helpline-kind-advice = Advice

## Taper calculator: the schedule. The program fills each { $place }; all of
## them must stay, except in keys that end in -one.
taper-separator = ,
taper-note-separator = ;
taper-amount = { $number }{"\u00A0"}{ $unit }
taper-share = { $number }%
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
taper-plan-name = { $product }. { $range }.
taper-caption = Steps down from { $start }, with dates and amounts
taper-table-name = Table of all steps
taper-head-step = Row
taper-head-from = From
taper-head-to = To
taper-head-days = Days
taper-head-amount = A day
taper-head-cut = Less than before
taper-head-share-present = % less than before
taper-head-share-start = Cut, % of start
taper-head-note = Note
taper-head-plan = Plan
taper-head-warning = Warning
taper-note-present = the amount at the start
taper-note-capped = a smaller step, because no step may be larger than the limit
taper-note-coarse = no smaller step can be measured, so this is held longer
taper-note-coarse-stay = a larger step than you chose, because no smaller one can be measured
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
taper-key-coarse = held longer: no smaller step can be measured
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
taper-begun-long-ago = This plan began on { $date }, { $days } ago. Today’s row is right only if you have followed the plan since then. If you have not, do not jump to today’s row: write what you take now, and make a new plan with today as its first day.
taper-amount-two-ways = “{ $text }” can be read in two ways. Which amount do you mean?

## Taper calculator: problems. Each says how to put it right.
taper-error-answer = Choose an answer.
taper-error-product = Choose what you take.
taper-error-daily =
    { $decimals ->
        [0] Write how much you take in a day, such as 8.
       *[other] Write how much you take in a day, such as 7.5.
    }
taper-error-times = Write how many times a day you take it, as a whole number from 1 to 12.
taper-error-times-scale = With the smallest change you can measure, this amount cannot be divided over so many times a day. Write fewer times, choose a finer scale, or write the amount at each time yourself.
taper-error-scale =
    { $decimals ->
        [0] Choose the smallest change you can measure, or write it as a number, such as 5.
       *[other] Choose the smallest change you can measure, or write it as a number, such as 0.5.
    }
taper-error-scale-above-daily = The smallest change you can measure is more than the amount of a day. Check both numbers.
taper-error-scale-not-offered = For this product, write one of the smallest changes that the form above offers.
taper-error-stay-off-scale = In steps of this size you cannot measure the amount you want to stay at. Check both numbers.
taper-error-range = Choose one of the ranges.
taper-error-range-not-offered = With your answers this range is not offered. Choose one of the others.
taper-error-end = Choose whether the plan goes down to nothing or stays at a lower amount.
taper-error-last = Write the lowest amount a day before nothing, such as 1.
taper-error-last-above-daily = This is more than you take in a day. Write a smaller amount.
taper-error-off-scale = You cannot measure this amount. Write a whole multiple of the smallest change you can measure.
taper-error-stay = Write the amount a day that you want to stay at, such as 5.
taper-error-stay-not-below-daily = This is not less than you take now. Write a smaller amount.
taper-error-start = Write the first day as three numbers: day, month and the year with four digits.
taper-error-split = These amounts cannot be divided in steps that you can measure. Write amounts that are whole multiples of the smallest change you can measure.
taper-error-code = This link does not hold a plan that this page can open. Check that all of it was copied, or fill in the form below.
taper-error-edit = This change does not fit the plan. Undo it, or make another one.
taper-error-edit-before-start = The plan has not begun on this day. Change the form above instead.
taper-error-edit-after-end = The plan has already ended on this day. Nothing is left to change.
taper-error-edit-at-end = The amount is already as low as the one you want to stay at. To go lower, write a lower amount in the form above.
taper-error-edit-too-many = This plan holds as many changes as it can. Answer the questions again, write what you take now, and make a new plan.
taper-error-took-too-few = Write what you took on at least 5 of the last 7 days. For a day without any, write 0.
taper-error-took-gap = Write what you took on this day too: with the days beside it, it may be a break of three days or more. If you do not know, write 0.
taper-error-amount-not-a-number =
    { $decimals ->
        [0] Write one number with digits only, such as 8.
       *[other] Write one number with digits only, such as 7.5 or 7,5.
    }
taper-error-amount-two = Write one amount, not two. If it changes from day to day, weigh for a week and use the middle one.
taper-error-amount-nothing = Write an amount above 0, without a minus.
taper-error-amount-too-exact =
    { $decimals ->
        [0] Write a whole number, without a point or comma.
       *[other] Write fewer digits after the point. Nobody can measure so exactly.
    }
taper-error-amount-too-large = This is more than this page can work with. Check the number.
taper-error-amount-smaller-unit = This is a very large number. Did you write it in a smaller unit? Write it in the unit beside the field.
taper-error-schedule_unfinished = This plan would have too many steps to show. Choose another range, or a larger smallest change.
taper-error-schedule_beyond_calendar = This plan would end after the last year that this page can count. Choose an earlier first day.
taper-error-schedule_pause_out_of_bounds = A row is held for too long. Undo the last change.
taper-error-schedule_split_differs = The amounts over the day do not add up to the amount of the day. Write them again.
taper-status-worksheet = This page makes no plan for these answers. Read what to do instead.
taper-status-again = This needs a new plan. Please answer all questions again.
taper-text-again = What you took no longer fits this plan. That happens, and it is not a failure. Do not go up to any of its rows. Please answer all questions again and write what you take now. If it is hard, hold, go no higher, and get help.
taper-worksheet-title = No plan here: what to do instead
taper-worksheet-break = If you do not take it every day now, nothing on this page asks you to take it again.

## Taper calculator: the page
taper-ui-ranges = Ranges, side by side
taper-ui-example-for = “Example” is the first example plan below, at each pace:
taper-ui-example-length = Example:
taper-ui-example-start = It starts at { $amount } a day.
taper-ui-cut-in-window =
    { $days ->
        [one] Cut in { $days } day:
       *[other] Cut in { $days } days:
    }
taper-ui-tenth = To a tenth of the start, by the sum alone, about:
taper-ui-described = Ranges that are described only
taper-ui-described-text = This page does not compute these.
taper-ui-problem = There is a problem
taper-ui-title-error = Error:
taper-ui-form = Questions and numbers
taper-ui-private = What you enter stays on this page. It is not sent anywhere, and it is gone when you close the page, unless you ask to keep it.
taper-ui-opened = A plan has been filled in below. Nothing has been worked out yet. Your answers to the questions are not part of a plan: please give them again.
taper-ui-kept = A plan is kept on this device and filled in here at each visit. Anyone who uses this device can open it.
taper-ui-delete = Delete the kept plan
taper-ui-deleted = The kept plan is deleted.
taper-ui-questions = Questions about you
taper-ui-yes = Yes
taper-ui-no = No
taper-ui-unsure = Not sure
taper-ui-numbers = What you take, and the plan
taper-ui-product = What do you take?
taper-ui-per-day = How is it divided over the day?
taper-ui-error-per-day = Choose whether you take the same amount each time.
taper-ui-equal = The same amount each time, or once a day
taper-ui-own = Different amounts at different times
taper-ui-daily = Amount in a whole day, in { $unit }
taper-ui-daily-hint =
    { $decimals ->
        [0] A whole number, such as 8.
       *[other] You can write 7.5 or 7,5.
    }
taper-ui-times = How many times a day?
taper-ui-times-hint = A whole number, such as 3.
taper-ui-time = Time { $number } of the day, amount in { $unit }
taper-ui-add-time = Add a time of day
taper-ui-remove-time = Remove the last time of day
taper-ui-scale = What is the smallest change you can measure?
taper-ui-scale-first = First choose what you take.
taper-ui-own-scale = Another amount
taper-ui-own-scale-amount = Smallest change, in { $unit }
taper-ui-range = Which range do you want to look at?
taper-ui-range-link = Read about each range
taper-ui-end = Where does the plan end?
taper-ui-stop = It goes down to nothing
taper-ui-stay = It stays at a lower amount
taper-ui-last = Lowest amount a day before nothing, in { $unit }
taper-ui-last-hint = The last step goes from this amount to nothing.
taper-ui-stay-at = Amount a day to stay at, in { $unit }
taper-ui-stay-hint = It has to be less than you take now.
taper-ui-start = First day of the plan
taper-ui-start-hint = For example 27 3 2027. On the first day you take what you take now.
taper-ui-day = Day
taper-ui-month = Month
taper-ui-year = Year
taper-ui-changes = Changes to the plan so far:
taper-ui-undo = Undo the last change
taper-ui-submit = Show the steps
taper-ui-confirm = Yes, this amount is right
taper-ui-result = Result
taper-ui-plan = The steps
taper-ui-stale = The form has changed, so these steps no longer fit. Choose “Show the steps” again.
taper-ui-take = Take the plan with you
taper-ui-print = Print
taper-ui-calendar = Calendar file
taper-ui-calendar-hint = First delete the entries of an earlier plan from your calendar. Else old, higher amounts can stay there. After days without any, delete all of them.
taper-ui-csv = Table file (CSV)
taper-ui-copy = Copy as text
taper-ui-link = Copy a link to the plan
taper-ui-copied = Copied.
taper-ui-copy-yourself = Copy this text
taper-ui-keep-hint = This device can keep the plan until you delete it. Your answers to the questions are not kept. Do not use this on a device that others use.
taper-ui-keep = Keep the plan on this device
taper-ui-kept-now = The plan is kept on this device.
taper-ui-not-kept = This browser does not allow anything to be kept.
taper-ui-kept-unreadable = The plan that is kept on this device cannot be opened any more. You can delete it below and make a new one.
taper-ui-differs = If life differs from the plan
taper-ui-hold-row = Row to hold
taper-ui-hold = Hold a week longer
taper-ui-took = I took a different amount
taper-ui-took-days = What did you take on the last 7 days?
taper-ui-took-hint = Leave a day empty if you do not know. For a day without any, write 0.
taper-ui-days-ago =
    { $count ->
        [0] Today, in { $unit }
        [1] Yesterday, in { $unit }
       *[other] { $count } days ago, in { $unit }
    }
taper-ui-took-submit = Work out the rest again
taper-ui-new-scale = I can measure a different smallest change now
taper-ui-new-scale-amount = Smallest change from today on, in { $unit }
taper-ui-new-scale-hint = The plan goes on from today’s row, never higher.
taper-ui-new-scale-submit = Work out the rest again
taper-ui-break-text = Three days or more without any:
taper-ui-break = I had a break
taper-ui-online = The questions and the sum for your own numbers work on the site. Open the calculator there.
taper-ui-examples = Example plans
taper-ui-rules = The rules behind every plan
taper-ui-emergency = Emergency numbers:
taper-ui-elsewhere = Many other countries
taper-ui-worksheet = When no plan fits
taper-ui-worksheet-hint = A blank worksheet can be filled in with a clinician instead. It is on this page, or linked from it, if the guide has one. Any sheet of paper with the columns date, amount and notes will do.

## Reading without a network

offline-unavailable = This browser, or this address, cannot keep the guide. It can be kept where scripts are on and the address begins with “https”.
offline-elsewhere = The buttons for this are on the page itself, on the site.
offline-open = Open that page.
offline-keep = Keep this guide on this device
offline-remove = Remove it from this device
offline-keeping = Keeping the guide: { "{n}" } of { "{of}" } files.
offline-kept = The whole guide is on this device now. It opens at the same address, without a network too.
offline-gone = The guide is no longer kept on this device.
offline-failed = The guide could not be kept. Nothing of it stays. Try again with a better network, or with more free space.

## Search
search = Search
search-label = Word or question
search-part = Part of this guide
search-all-parts = All parts
search-button = Search
search-more = Show more results
search-contents = All pages
search-other-pages = More pages
search-loading = Searching…
search-found = Pages found for “{ "{q}" }”: { "{n}" }.
search-without = No page has “{ "{m}" }”. Pages found for the other words: { "{n}" }.
search-nothing = Nothing was found for “{ "{q}" }”. Try other words, fewer words, or all parts. All pages are listed below.
search-failed = The search could not be loaded. Try again in a moment. All pages are listed below.
search-unavailable = To search, this page needs JavaScript. All pages are listed below. To find a word without it, open this and use the search of your browser:
search-grades = Evidence grades here:
search-opened = Shown first:
## The e-book
epub = E-book (EPUB)
epub-link = Keep the whole guide as an e-book (EPUB)
epub-title-page = About this book
epub-cover = Cover
epub-landmarks = Places in this book
epub-source = This book was made from the site. The site may be newer:
epub-report = Report a mistake in this book
epub-online = This works on the site only. Open the page there.
epub-accessibility = The whole book can be read as text, aloud or in braille. Headings, lists and tables are marked as such, links lead between the pages, and every picture has a text alternative. Nobody has checked this book against a standard of accessibility.
epub-accessibility-partial = The text of the book can be read aloud or in braille. Headings, lists and tables are marked as such, and links lead between the pages. Some pictures have no text alternative. Nobody has checked this book against a standard of accessibility.
