# كلمات الواجهة بالعربية. المفاتيح هي نفسها في en.ftl.
# كلمات بسيطة وجمل قصيرة، بلا لوم.

## إطار الصفحة
skip-link = انتقل إلى المحتوى الرئيسي
emergency-line = هل هذه حالة طارئة؟
emergency-link = ما يجب فعله الآن
help-link = احصل على مساعدة
main-navigation = أجزاء هذا الدليل
breadcrumbs = أنت هنا
language = اللغة
language-name = العربية
language-home = الصفحة الرئيسية
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
licence = تجوز مشاركته بحرية بموجب
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

## الأدلة
evidence-grade = درجة الدليل
grade-a = دراسات متسقة على البشر أو إرشادات طبية
grade-b = أدلة محدودة على البشر
grade-c = دراسات على الحيوان أو في المختبر
grade-d = روايات المستخدمين، أو تقدير حذر
grade-x = ثبت خلافه أو غير آمن
scope-opioids = في مواد أفيونية أخرى
scope-animals = في الحيوانات
scope-other-substances = في مواد أخرى
how-sure = ما مدى ثقتنا؟
claims-on-page = عدد العبارات المقيَّمة { $count }، منها:
claims-elsewhere = وفي { $count } منها تأتي الأدلة من مواد أخرى أو من الحيوانات، فهي أقل تأكيدًا هنا.
what-changed = ما الذي تغيّر في هذه الصفحة:
grades-note = تبيّن الحروف A وB وC وD وX مدى قوة الدليل.
grades-link = معنى الحروف

## المراجع والحواشي والكلمات
references = المراجع
reference-number = المرجع { $number }
back-to-text = العودة إلى النص
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
related = صفحات في الموضوع نفسه

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
details-summary = افتح هذا الجزء
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
helpline-checked = جرى التحقق منه على الصفحة الرسمية في { $date }.
helpline-compared = لم يُتحقق منه على الصفحة الرسمية. قورن بنسخ في { $date }.
helpline-unchecked = لم يُتحقق منه على الصفحة الرسمية. آخر اطلاع في { $date }.
helpline-kind-crisis = خط الأزمات
helpline-kind-treatment = العلاج
helpline-kind-poison = استشارات التسمم
helpline-kind-advice = المشورة

## حاسبة التخفيض: الجدول. يملأ البرنامج كل موضع؛ يجب أن تبقى المواضع كلها
## إلا في المفاتيح التي تنتهي بـ -one.
taper-separator = ،
taper-note-separator = ؛
taper-amount = { $number }{"\u00A0"}{ $unit }
taper-share = { $number }{"\u200E"}%{"\u200E"}
taper-days = عدد الأيام { $count }
taper-days-one = يوم واحد
taper-weeks = عدد الأسابيع { $count }
taper-weeks-one = أسبوع واحد
taper-steps = عدد الخطوات { $count }
taper-steps-one = خطوة واحدة
taper-weeks-and-days = { $weeks } ({ $days })
taper-a-day = { $amount } في اليوم
taper-time-number = المرة رقم { $number } في اليوم
taper-time-amount = { $time }: { $amount }
taper-none = –
taper-open-end = بلا تاريخ نهاية
taper-plan-name = { $product }. { $range }.
taper-caption = خطوات التخفيض ابتداءً من { $start } مع التواريخ والكميات
taper-table-name = جدول كل الخطوات
taper-head-step = السطر
taper-head-from = من
taper-head-to = إلى
taper-head-days = الأيام
taper-head-amount = في اليوم
taper-head-cut = أقل من السابق بمقدار
taper-head-share-present = أقل من السابق، %
taper-head-share-start = النقص في هذه الخطوة، % من البداية
taper-head-note = ملاحظة
taper-head-plan = الخطة
taper-head-warning = تحذير
taper-note-present = الكمية في البداية
taper-note-capped = خطوة أصغر، لأن كل خطوة لها حد أعلى
taper-note-coarse = لا يمكن قياس خطوة أصغر، لذلك تبقى على هذه الكمية مدة أطول
taper-note-coarse-stay = خطوة أكبر مما اخترت، لأن خطوة أصغر منها لا يمكن قياسها
taper-note-slowed = تبقى على هذه الكمية مدة أطول كي يبقى النقص خلال الأسابيع ضمن الحد
taper-note-paused = مُدّدت المدة كما اخترت (التمديد: { $days })
taper-note-stop = أقل بمقدار { $amount }، أي الجرعة كلها
taper-note-stay = تبقى على هذه الكمية
taper-advice-coarse = كل خطوة أكبر مما اخترت، لأن هذا أصغر تغيير يمكنك قياسه. ميزان المسحوق يسمح بخطوات أصغر.
taper-total-length = المدة
taper-total-steps = عدد الخطوات
taper-total-end = تنتهي في
taper-total-reached = تصل إلى هذه الكمية في
taper-total-product = الكمية اللازمة كلها
taper-total-largest = أكبر خطوة
taper-total-stop = آخر خطوة
taper-largest = { $share } من الجرعة التي قبلها
taper-chart-title = الكمية في اليوم من { $start } إلى { $end }
taper-chart-description = يبدأ الخط من { $from } يوميًا بتاريخ { $start } وينزل إلى { $to } يوميًا بتاريخ { $end }، { $steps }. الجدول أدناه يبيّن كل خطوة.
taper-chart-caption = الكمية في اليوم على مدى الأسابيع. الأرقام نفسها في الجدول أدناه.
taper-chart-amount = { $unit } في اليوم
taper-chart-weeks = أسابيع
taper-key-coarse = مدة أطول: لا يمكن قياس خطوة أصغر
taper-key-slowed = مدة أطول: الحد خلال الأسابيع
taper-key-paused = مدة أطول: أنت اخترت ذلك
taper-text-title = خطوات التخفيض ابتداءً من { $start }
taper-text-total = { $name }: { $value }
taper-text-row = { $number }. من { $from } إلى { $to } ({ $days }): { $words }
taper-text-row-last = { $number }. ابتداءً من { $from }: { $words }
taper-text-cut = أقل بمقدار { $amount }، أي { $share } من الجرعة السابقة
taper-calendar-summary = الخطة، السطر { $number }
taper-status = { $steps }، تنتهي في { $date }، أكبر خطوة { $share }
taper-status-stop-only = خطوة واحدة، تنتهي في { $date }، من الجرعة كلها إلى الصفر
taper-length-line = { $length }، { $steps }، تنتهي في { $date }
taper-begun-long-ago = بدأت هذه الخطة في { $date }. ومضى منذ ذلك اليوم: { $days }. لا يكون سطر اليوم صحيحًا إلا إذا اتبعت الخطة منذ ذلك اليوم. إن لم تتبعها فلا تقفز إلى سطر اليوم: اكتب ما تتناوله الآن، وأنشئ خطة جديدة يكون اليوم أول أيامها.
taper-amount-two-ways = يمكن قراءة «{ $text }» بطريقتين. أي كمية تقصد؟

## حاسبة التخفيض: المشكلات. كل رسالة تقول كيف تُصلَح.
taper-error-answer = اختر إجابة.
taper-error-product = اختر ما تتناوله.
taper-error-daily =
    { $decimals ->
        [0] اكتب كم تتناول في اليوم، مثل 8.
       *[other] اكتب كم تتناول في اليوم، مثل 7.5.
    }
taper-error-times = اكتب كم مرة في اليوم تتناوله، بعدد صحيح من 1 إلى 12.
taper-error-times-scale = لا يمكن تقسيم هذه الكمية على هذا العدد من المرات في اليوم بأصغر تغيير يمكنك قياسه. اكتب عدد مرات أقل، أو اختر ميزانًا أدق، أو اكتب كمية كل مرة بنفسك.
taper-error-scale =
    { $decimals ->
        [0] اختر أصغر تغيير يمكنك قياسه، أو اكتبه عددًا، مثل 5.
       *[other] اختر أصغر تغيير يمكنك قياسه، أو اكتبه عددًا، مثل 0.5.
    }
taper-error-scale-above-daily = أصغر تغيير يمكنك قياسه أكبر من كمية اليوم. راجع الرقمين.
taper-error-scale-not-offered = لهذا المنتج اكتب أحد أصغر التغييرات التي يعرضها النموذج أعلاه.
taper-error-stay-off-scale = بخطوات بهذا المقدار لا يمكنك قياس الكمية التي تريد البقاء عليها. راجع الرقمين.
taper-error-range = اختر أحد النطاقات.
taper-error-range-not-offered = مع إجاباتك لا يُعرض هذا النطاق. اختر نطاقًا آخر.
taper-error-end = اختر هل تنزل الخطة إلى الصفر أم تبقى على كمية أقل.
taper-error-last = اكتب أقل كمية في اليوم قبل الصفر، مثل 1.
taper-error-last-above-daily = هذا أكثر مما تتناوله في اليوم. اكتب كمية أصغر.
taper-error-off-scale = لا يمكنك قياس هذه الكمية. اكتب مضاعفًا صحيحًا لأصغر تغيير يمكنك قياسه.
taper-error-stay = اكتب الكمية اليومية التي تريد البقاء عليها، مثل 5.
taper-error-stay-not-below-daily = هذا ليس أقل مما تتناوله الآن. اكتب كمية أصغر.
taper-error-start = اكتب اليوم الأول بثلاثة أعداد: اليوم والشهر والسنة، والسنة من أربعة أرقام.
taper-error-split = لا يمكن تقسيم هذه الكميات إلى خطوات تستطيع قياسها. اكتب كميات من مضاعفات أصغر تغيير يمكنك قياسه.
taper-error-code = لا يحمل هذا الرابط خطة تستطيع هذه الصفحة فتحها. تأكد من نسخه كاملًا، أو املأ النموذج أدناه.
taper-error-edit = هذا التغيير لا يناسب الخطة. تراجع عنه أو أجرِ تغييرًا آخر.
taper-error-edit-before-start = لم تبدأ الخطة بعد في هذا اليوم. غيّر النموذج أعلاه بدلًا من ذلك.
taper-error-edit-after-end = انتهت الخطة قبل هذا اليوم. لم يبقَ شيء لتغييره.
taper-error-edit-at-end = وصلت الكمية أصلًا إلى ما تريد البقاء عليه. للنزول أكثر اكتب كمية أقل في النموذج أعلاه.
taper-error-edit-too-many = لا تتسع هذه الخطة لتغييرات أخرى. أجب عن الأسئلة من جديد، واكتب ما تتناوله الآن، وأنشئ خطة جديدة.
taper-error-took-too-few = اكتب ما تناولته في 5 أيام على الأقل من آخر 7 أيام. لليوم الذي لم تتناول فيه شيئًا اكتب 0.
taper-error-took-gap = اكتب ما تناولته في هذا اليوم أيضًا: مع الأيام المجاورة له قد يكون توقفًا لثلاثة أيام أو أكثر. إن كنت لا تعرف فاكتب 0.
taper-error-amount-not-a-number =
    { $decimals ->
        [0] اكتب عددًا واحدًا بالأرقام فقط، مثل 8.
       *[other] اكتب عددًا واحدًا بالأرقام فقط، مثل 7.5 أو 7,5.
    }
taper-error-amount-two = اكتب كمية واحدة لا كميتين. إن كانت تتغير من يوم إلى يوم فزِنها أسبوعًا واكتب القيمة الوسطى.
taper-error-amount-nothing = اكتب كمية أكبر من 0، من دون علامة ناقص.
taper-error-amount-too-exact =
    { $decimals ->
        [0] اكتب عددًا صحيحًا، من دون نقطة أو فاصلة.
       *[other] اكتب أرقامًا أقل بعد العلامة العشرية. لا يمكن القياس بهذه الدقة.
    }
taper-error-amount-too-large = هذا أكثر مما تستطيع هذه الصفحة حسابه. راجع الرقم.
taper-error-amount-smaller-unit = هذا رقم كبير جدًا. هل كتبته بوحدة أصغر؟ اكتبه بالوحدة المذكورة بجانب الحقل.
taper-error-schedule_unfinished = ستكون خطوات هذه الخطة أكثر مما يمكن عرضه. اختر نطاقًا آخر أو قيمة أكبر لأصغر تغيير.
taper-error-schedule_beyond_calendar = ستنتهي هذه الخطة بعد آخر سنة تستطيع هذه الصفحة عدّها. اختر يوم بدء أبكر.
taper-error-schedule_pause_out_of_bounds = أحد السطور يطول أكثر من اللازم. تراجع عن آخر تغيير.
taper-error-schedule_split_differs = مجموع الكميات خلال اليوم لا يساوي كمية اليوم. اكتبها من جديد.
taper-status-worksheet = لا تضع هذه الصفحة خطة لهذه الإجابات. اقرأ ما يمكن فعله بدلًا من ذلك.
taper-status-again = هذا يحتاج إلى خطة جديدة. أجب من فضلك عن كل الأسئلة مرة أخرى.
taper-text-again = لم يعد ما تناولته يناسب هذه الخطة. هذا يحدث، وليس فشلًا. لا تصعد إلى أي سطر من سطورها. أجب من فضلك عن كل الأسئلة مرة أخرى واكتب ما تتناوله الآن. إن كان الأمر صعبًا فابقَ على الكمية نفسها، ولا تزدها، واطلب المساعدة.
taper-worksheet-title = لا خطة هنا: ما يمكن فعله بدلًا من ذلك
taper-worksheet-break = إن كنت لا تتناوله كل يوم الآن فلا شيء في هذه الصفحة يطلب منك أن تعود إليه.

## حاسبة التخفيض: الصفحة
taper-ui-ranges = النطاقات جنبًا إلى جنب
taper-ui-example-for = «المثال» هو أول خطة من الأمثلة أدناه، بكل وتيرة:
taper-ui-example-length = المثال:
taper-ui-example-start = تبدأ من { $amount } في اليوم.
taper-ui-cut-in-window =
    { $days ->
        [one] النقص في يوم واحد:
        [two] النقص في يومين:
        [few] النقص في { $days } أيام:
        [many] النقص في { $days } يومًا:
       *[other] النقص في { $days } يوم:
    }
taper-ui-tenth = إلى عُشر البداية، بالحساب وحده، نحو:
taper-ui-described = نطاقات موصوفة فقط
taper-ui-described-text = لا تحسب هذه الصفحة هذه النطاقات.
taper-ui-problem = هناك مشكلة
taper-ui-title-error = خطأ:
taper-ui-form = أسئلة وأرقام
taper-ui-private = ما تكتبه يبقى في هذه الصفحة. لا يُرسل إلى أي مكان، ويزول عند إغلاق الصفحة ما لم تطلب حفظه.
taper-ui-opened = مُلئ النموذج أدناه بخطة. لم يُحسب شيء بعد. إجاباتك عن الأسئلة ليست جزءًا من الخطة: أعطها من فضلك مرة أخرى.
taper-ui-kept = هناك خطة محفوظة على هذا الجهاز، ويُملأ بها النموذج عند كل زيارة. يستطيع كل من يستخدم هذا الجهاز فتحها.
taper-ui-delete = احذف الخطة المحفوظة
taper-ui-deleted = حُذفت الخطة المحفوظة.
taper-ui-questions = أسئلة عنك
taper-ui-yes = نعم
taper-ui-no = لا
taper-ui-unsure = لست متأكدًا
taper-ui-numbers = ما تتناوله، والخطة
taper-ui-product = ماذا تتناول؟
taper-ui-per-day = كيف يُقسَّم على اليوم؟
taper-ui-error-per-day = اختر هل تتناول الكمية نفسها في كل مرة.
taper-ui-equal = الكمية نفسها في كل مرة، أو مرة في اليوم
taper-ui-own = كميات مختلفة في أوقات مختلفة
taper-ui-daily = كمية اليوم كله، بوحدة { $unit }
taper-ui-daily-hint =
    { $decimals ->
        [0] عدد صحيح، مثل 8.
       *[other] يمكنك كتابة 7.5 أو 7,5.
    }
taper-ui-times = كم مرة في اليوم؟
taper-ui-times-hint = عدد صحيح، مثل 3.
taper-ui-time = المرة { $number } في اليوم، الكمية بوحدة { $unit }
taper-ui-add-time = أضف وقتًا في اليوم
taper-ui-remove-time = أزل آخر وقت في اليوم
taper-ui-scale = ما أصغر تغيير يمكنك قياسه؟
taper-ui-scale-first = اختر أولًا ما تتناوله.
taper-ui-own-scale = كمية أخرى
taper-ui-own-scale-amount = أصغر تغيير، بوحدة { $unit }
taper-ui-range = أي نطاق تريد أن تنظر فيه؟
taper-ui-range-link = اقرأ عن كل نطاق
taper-ui-end = أين تنتهي الخطة؟
taper-ui-stop = تنزل إلى الصفر
taper-ui-stay = تبقى على كمية أقل
taper-ui-last = أقل كمية في اليوم قبل الصفر، بوحدة { $unit }
taper-ui-last-hint = الخطوة الأخيرة تنتقل من هذه الكمية إلى الصفر.
taper-ui-stay-at = الكمية اليومية التي تبقى عليها، بوحدة { $unit }
taper-ui-stay-hint = يجب أن تكون أقل مما تتناوله الآن.
taper-ui-start = اليوم الأول للخطة
taper-ui-start-hint = مثل 27 3 2027. في اليوم الأول تتناول ما تتناوله الآن.
taper-ui-day = اليوم
taper-ui-month = الشهر
taper-ui-year = السنة
taper-ui-changes = التغييرات في الخطة حتى الآن:
taper-ui-undo = تراجع عن آخر تغيير
taper-ui-submit = اعرض الخطوات
taper-ui-confirm = نعم، هذه الكمية صحيحة
taper-ui-result = النتيجة
taper-ui-plan = الخطوات
taper-ui-stale = تغيّر النموذج، فلم تعد هذه الخطوات مناسبة. اختر «اعرض الخطوات» مرة أخرى.
taper-ui-take = خذ الخطة معك
taper-ui-print = اطبع
taper-ui-calendar = ملف تقويم
taper-ui-calendar-hint = احذف أولًا من تقويمك مواعيد أي خطة سابقة، وإلا فقد تبقى فيه كميات قديمة أعلى. وبعد أيام بلا أي كمية احذفها كلها.
taper-ui-csv = ملف جدول (CSV)
taper-ui-copy = انسخها نصًا
taper-ui-link = انسخ رابطًا إلى الخطة
taper-ui-copied = نُسخ.
taper-ui-copy-yourself = انسخ هذا النص
taper-ui-keep-hint = يستطيع هذا الجهاز حفظ الخطة إلى أن تحذفها. لا تُحفظ إجاباتك عن الأسئلة. لا تستخدم هذا على جهاز يستخدمه غيرك.
taper-ui-keep = احفظ الخطة على هذا الجهاز
taper-ui-kept-now = الخطة محفوظة على هذا الجهاز.
taper-ui-not-kept = لا يسمح هذا المتصفح بحفظ أي شيء.
taper-ui-kept-unreadable = لم يعد من الممكن فتح الخطة المحفوظة على هذا الجهاز. يمكنك حذفها أدناه ووضع خطة جديدة.
taper-ui-differs = إن لم تسر الأمور وفق الخطة
taper-ui-hold-row = السطر الذي تطيله
taper-ui-hold = ابقَ أسبوعًا إضافيًا
taper-ui-took = تناولت كمية مختلفة
taper-ui-took-days = ماذا تناولت في آخر 7 أيام؟
taper-ui-took-hint = اترك اليوم فارغًا إن كنت لا تعرف. لليوم الذي لم تتناول فيه شيئًا اكتب 0.
taper-ui-days-ago =
    { $count ->
        [0] اليوم، بوحدة { $unit }
        [1] أمس، بوحدة { $unit }
        [2] قبل يومين، بوحدة { $unit }
       *[other] قبل { $count } أيام، بوحدة { $unit }
    }
taper-ui-took-submit = احسب الباقي من جديد
taper-ui-new-scale = تغيّر الآن أصغر تغيير يمكنني قياسه
taper-ui-new-scale-amount = أصغر تغيير من اليوم فصاعدًا، بوحدة { $unit }
taper-ui-new-scale-hint = تستمر الخطة من سطر اليوم، ولا ترتفع أبدًا.
taper-ui-new-scale-submit = احسب الباقي من جديد
taper-ui-break-text = ثلاثة أيام أو أكثر من دون تناول أي كمية:
taper-ui-break = توقفتُ عن التناول مدة
taper-ui-online = الأسئلة والحساب بأرقامك أنت يعملان على الموقع. افتح الحاسبة هناك.
taper-ui-examples = أمثلة على الخطط
taper-ui-rules = القواعد وراء كل خطة
taper-ui-emergency = أرقام الطوارئ:
taper-ui-elsewhere = بلدان أخرى كثيرة
taper-ui-worksheet = حين لا تناسبك أي خطة
taper-ui-worksheet-hint = يمكن بدلًا من ذلك ملء ورقة عمل فارغة مع مختص صحي. إن كانت في الدليل فهي في هذه الصفحة أو في رابط منها؛ وتكفي أي ورقة فيها أعمدة للتاريخ والكمية والملاحظات.

## القراءة بلا شبكة

offline-unavailable = لا يستطيع هذا المتصفح، أو هذا العنوان، حفظ الدليل. يمكن حفظه إذا كان JavaScript مفعّلًا وكان العنوان يبدأ بـ «https».
offline-elsewhere = أزرار ذلك في الصفحة نفسها على الموقع.
offline-open = افتح تلك الصفحة.
offline-keep = احفظ هذا الدليل على هذا الجهاز
offline-remove = أزله من هذا الجهاز
offline-keeping = يجري حفظ الدليل: { "{n}" } من { "{of}" } من الملفات.
offline-kept = الدليل كله محفوظ الآن على هذا الجهاز. يفتح على العنوان نفسه، حتى بلا شبكة.
offline-gone = لم يعد الدليل محفوظًا على هذا الجهاز.
offline-failed = تعذر حفظ الدليل. لم يبق منه شيء على الجهاز. حاول مرة أخرى بشبكة أفضل أو بمساحة أكبر.

## البحث
search = بحث
search-label = كلمة أو سؤال
search-part = جزء من الدليل
search-all-parts = كل الأجزاء
search-button = ابحث
search-more = أظهر نتائج أخرى
search-contents = كل الصفحات
search-other-pages = صفحات أخرى
search-loading = جار البحث…
search-found = عدد الصفحات التي فيها «{"\u2068"}{ "{q}" }{"\u2069"}»: { "{n}" }.
search-without = لا توجد صفحة فيها «{"\u2068"}{ "{m}" }{"\u2069"}». عدد الصفحات التي فيها الكلمات الأخرى: { "{n}" }.
search-nothing = لم يُعثر على شيء عن «{"\u2068"}{ "{q}" }{"\u2069"}». جرب كلمات أخرى، أو كلمات أقل، أو كل الأجزاء. كل الصفحات مذكورة أدناه.
search-failed = تعذر تحميل البحث. حاول مرة أخرى بعد قليل. كل الصفحات مذكورة أدناه.
search-unavailable = يحتاج البحث في هذه الصفحة إلى JavaScript. كل الصفحات مذكورة أدناه. لتجد كلمة بدونه افتح هذا واستعمل بحث متصفحك:
search-grades = درجات الأدلة هنا:
search-opened = يظهر أولًا:
## الكتاب الإلكتروني
epub = كتاب إلكتروني (EPUB)
epub-link = احتفظ بالدليل كله كتابًا إلكترونيًا (EPUB)
epub-title-page = عن هذا الكتاب
epub-cover = الغلاف
epub-landmarks = مواضع في هذا الكتاب
epub-source = صُنع هذا الكتاب من الموقع. قد يكون الموقع أحدث منه:
epub-report = أبلغ عن خطأ في هذا الكتاب
epub-online = هذا يعمل على الموقع فقط. افتح الصفحة هناك.
epub-accessibility = يمكن قراءة الكتاب كله نصًا أو صوتيًا أو بطريقة برايل. العناوين والقوائم والجداول معلّمة، والروابط تنقل بين الصفحات، ولكل صورة نص بديل. لم يفحص أحد هذا الكتاب وفق معيار لإمكانية الوصول.
epub-accessibility-partial = يمكن قراءة نص الكتاب صوتيًا أو بطريقة برايل. العناوين والقوائم والجداول معلّمة، والروابط تنقل بين الصفحات. بعض الصور بلا نص بديل. لم يفحص أحد هذا الكتاب وفق معيار لإمكانية الوصول.
