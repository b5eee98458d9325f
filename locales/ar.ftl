# كلمات الواجهة بالعربية. المفاتيح هي نفسها في en.ftl.
# كلمات بسيطة وجمل قصيرة، بلا لوم.

## إطار الصفحة
skip-link = انتقل إلى المحتوى الرئيسي
emergency-line = هل هذه حالة طارئة؟
emergency-link = احصل على المساعدة الآن
main-navigation = أجزاء هذا الدليل
breadcrumbs = أنت هنا
language = اللغة
language-name = العربية
footer-navigation = عن هذا الدليل
pagination = الصفحة السابقة والصفحة التالية
previous = السابق
next = التالي
home = الصفحة الرئيسية
contents = المحتويات
on-this-page = في هذه الصفحة
draft = مسودة
report-mistake = أبلغ عن خطأ في هذه الصفحة
written-by = كتبه: { $author }.
licence = تجوز المشاركة بموجب
printed-from = طُبع من
og-locale = ar_AR
og-image-alt = رسم لدرجات تنزل إلى أسفل وبجانبها اسم الدليل
feed-title = جديد هذا الدليل
list-separator = ،

## التواريخ
date-written = كُتب في:
date-updated = حُدّث في:
date-reviewed = رُوجع في:
date-review-by = موعد المراجعة التالية:
not-reviewed = لم يراجعه طبيب أو مختص صحي.
date-long = { $day } { $month } { $year }
month-1 = يناير
month-2 = فبراير
month-3 = مارس
month-4 = أبريل
month-5 = مايو
month-6 = يونيو
month-7 = يوليو
month-8 = أغسطس
month-9 = سبتمبر
month-10 = أكتوبر
month-11 = نوفمبر
month-12 = ديسمبر

## الأدلة
evidence-grade = درجة الدليل
grade-a = دراسات متفقة على البشر أو إرشادات طبية
grade-b = أدلة محدودة على البشر
grade-c = دراسات على الحيوان أو في المختبر
grade-d = روايات المستخدمين، أو لا توجد دراسة
grade-x = ثبت خلافه أو غير آمن
scope-opioids = في أفيونات أخرى
scope-animals = في الحيوانات
scope-other-substances = في مواد أخرى
grades-note = تبيّن الحروف A وB وC وD وX مدى قوة الدليل.
grades-link = معنى الحروف

## المراجع والحواشي والكلمات
references = المراجع
reference-number = المرجع { $number }
back-to-text = العودة إلى النص
back-to-places = العودة إلى النص:
details-not-checked = لم نتحقق من التفاصيل
pubmed = PubMed
doi = DOI
cited-in = ورد في:
footnotes = الحواشي
footnote-number = الحاشية { $number }
back-to-footnote = العودة إلى النص من الحاشية { $number }
task-done = تم
task-open = لم يتم بعد
terms = كلمات مشروحة في هذه الصفحة
terms-all = شرح الكلمات
used-in = ورد في:
backlinks = صفحات تشير إلى هذه الصفحة

## قوائم الصفحات
topics = المواضيع
topic-title = الموضوع: { $topic }
all-topics = كل المواضيع
page-count =
    { $count ->
        [zero] لا صفحات
        [one] صفحة واحدة
        [two] صفحتان
        [few] { $count } صفحات
        [many] { $count } صفحة
       *[other] { $count } صفحة
    }
pages-in-section = في هذا الجزء
more-pages = صفحات أخرى
whole-guide = الدليل كله في صفحة واحدة
whole-guide-link = اقرأ الدليل كله في صفحة واحدة أو احفظه أو اطبعه

## صفحات غير موجودة
redirect = نُقلت هذه الصفحة
redirect-link = انتقل إلى العنوان الجديد
not-found-title = لم نجد هذه الصفحة
not-found-text = قد يكون العنوان قديمًا أو فيه خطأ في الكتابة. الروابط أدناه توصلك إلى كل أجزاء الدليل.

## الأطر
alert-note = ملاحظة
alert-tip = نصيحة
alert-important = مهم
alert-warning = تحذير
alert-caution = انتبه
callout-info = معلومة:
callout-important = مهم:
callout-warning = مهم:
notice-warning = مهم:
notice-urgent = عاجل:
notice-emergency = طارئ:
care-non-urgent = غير عاجل
care-urgent = عاجل
care-emergency = طارئ
do = افعل
dont = لا تفعل
key-points = أهم النقاط
image-description = وصف هذه الصورة
table-label = جدول

## خطوط المساعدة
helpline-emergency = الطوارئ:
helpline-website = الموقع
helpline-checked = جرى التحقق من الصفحة الرسمية في { $date }.
helpline-compared = لم يُتحقق من الصفحة الرسمية. قورن في { $date } مع: { $source }.
helpline-unchecked = لم يُتحقق من الصفحة الرسمية. آخر اطلاع في { $date }.
helpline-kind-crisis = خط الأزمات
helpline-kind-treatment = العلاج
helpline-kind-poison = استشارات التسمم
helpline-kind-advice = المشورة

## حاسبة التخفيض: الجدول. يملأ البرنامج كل موضع؛ يجب أن تبقى المواضع كلها
## إلا في المفاتيح التي تنتهي بـ -one.
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
taper-separator = ،
taper-note-separator = ؛
taper-amount = { $number }{"\u00A0"}{ $unit }
taper-share = { $number }٪
taper-days = عدد الأيام { $count }
taper-days-one = يوم واحد
taper-weeks = عدد الأسابيع { $count }
taper-weeks-one = أسبوع واحد
taper-steps = عدد الخطوات { $count }
taper-steps-one = خطوة واحدة
taper-weeks-and-days = { $weeks } ({ $days })
taper-a-day = { $amount } في اليوم
taper-time-number = جرعة اليوم رقم { $number }
taper-time-amount = { $time } { $amount }
taper-none = –
taper-open-end = بلا تاريخ نهاية
taper-caption = خطوات التخفيض ابتداءً من { $start } مع التواريخ والكميات
taper-table-name = جدول كل الخطوات
taper-head-step = الرقم
taper-head-from = من
taper-head-to = إلى
taper-head-days = الأيام
taper-head-amount = في اليوم
taper-head-cut = أقل من السابق بمقدار
taper-head-share-present = ٪ من الجرعة الحالية
taper-head-share-start = ٪ من البداية
taper-head-note = ملاحظة
taper-note-present = الكمية الآن
taper-note-capped = خطوة أصغر، لأن كل خطوة لها حد أعلى
taper-note-coarse = ميزانك لا يسمح بخطوة أصغر، لذلك تطول المدة
taper-note-slowed = تطول المدة كي يبقى النقص خلال الأسابيع ضمن الحد
taper-note-paused = مدة أطول كما اخترت ({ $days })
taper-note-stop = أقل بمقدار { $amount }، أي الجرعة كلها
taper-note-stay = تبقى على هذه الكمية
taper-advice-coarse = كل خطوة أكبر مما اخترت، لأن هذا أصغر تغيير يمكنك قياسه. ميزان المسحوق يسمح بخطوات أصغر.
taper-total-length = المدة
taper-total-steps = عدد الخطوات
taper-total-end = تنتهي في
taper-total-reached = يوم الوصول
taper-total-product = الكمية اللازمة كلها
taper-total-largest = أكبر خطوة
taper-total-stop = آخر خطوة
taper-largest = { $share } من الجرعة التي قبلها
taper-chart-title = الكمية في اليوم من { $start } إلى { $end }
taper-chart-description = يبدأ الخط من { $from } في اليوم في { $start } وينزل إلى { $to } في اليوم في { $end }، { $steps }. الجدول أدناه يبيّن كل خطوة.
taper-chart-caption = الكمية في اليوم على مدى الأسابيع. الأرقام نفسها في الجدول أدناه.
taper-chart-amount = { $unit } في اليوم
taper-chart-weeks = أسابيع
taper-key-coarse = مدة أطول: الميزان لا يسمح بخطوة أصغر
taper-key-slowed = مدة أطول: الحد خلال الأسابيع
taper-key-paused = مدة أطول: أنت اخترت ذلك
taper-text-title = خطوات التخفيض ابتداءً من { $start }
taper-text-total = { $name }: { $value }
taper-text-row = { $number }. من { $from } إلى { $to } ({ $days }): { $words }
taper-text-row-last = { $number }. ابتداءً من { $from }: { $words }
taper-text-cut = أقل بمقدار { $amount }، أي { $share } من الجرعة السابقة
taper-calendar-summary = الخطة، السطر { $number }
taper-status = { $steps }، تنتهي في { $date }، أكبر خطوة { $share }
taper-status-stop-only = خطوة واحدة، تنتهي في { $date }، من الجرعة كلها إلى لا شيء
taper-length-line = { $length }، { $steps }، تنتهي في { $date }
