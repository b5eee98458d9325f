# Arayüz sözleri, Türkçe. Anahtarlar en.ftl ile aynıdır.
# Yalın sözcükler, kısa cümleler; kimseyi suçlamadan.

## Sayfa çerçevesi
skip-link = Ana içeriğe geçin
emergency-line = Acil bir durum mu var?
emergency-link = Şimdi yapılacaklar
help-link = Yardım alın
main-navigation = Rehberin bölümleri
breadcrumbs = Buradasınız
language = Dil
language-name = Türkçe
language-home = ana sayfa
footer-navigation = Bu rehber hakkında
pagination = Önceki ve sonraki sayfa
previous = Önceki
next = Sonraki
home = Ana sayfa
contents = İçindekiler
on-this-page = Bu sayfada
draft = Taslak
report-mistake = Bu sayfadaki bir hatayı bildirin
written-by = Yazan: { $author }.
licence = Şu lisansla serbestçe paylaşılabilir:
printed-from = Yazdırılan sayfa:
og-locale = tr_TR
og-image-alt = Aşağı inen basamakların çizimi, yanında rehberin adı
feed-title = Bu rehberdeki yenilikler
list-separator = ,

## Tarihler
date-written = Yazıldı:
date-updated = Güncellendi:
date-reviewed = Gözden geçirildi:
date-review-by = Bir sonraki gözden geçirme:
not-reviewed = Hiçbir sağlık uzmanı gözden geçirmedi.

## Kanıt
evidence-grade = Kanıt derecesi
grade-a = birbiriyle uyumlu insan araştırmaları ya da kılavuzlar
grade-b = insanlarda sınırlı kanıt
grade-c = hayvan ya da laboratuvar araştırmaları
grade-d = kullananların anlattıkları ya da temkinli bir tahmin
grade-x = çürütülmüş ya da güvenli değil
scope-opioids = başka opioidlerde
scope-animals = hayvanlarda
scope-other-substances = başka maddelerde
how-sure = Ne kadar eminiz?
claims-on-page = Derecelendirilmiş { $count } iddiadan:
claims-elsewhere = Bunların { $count } tanesinde kanıt başka maddelerden veya hayvanlardandır; burada daha az kesindir.
what-changed = Bu sayfada ne değişti:
grades-note = A, B, C, D ve X harfleri kanıtın ne kadar güçlü olduğunu gösterir.
grades-link = Harflerin anlamı

## Kaynaklar, notlar, sözcükler
references = Kaynaklar
reference-number = Kaynak { $number }
back-to-text = Metne dönün
details-not-checked = ayrıntılarını biz denetlemedik
pubmed = PubMed
doi = DOI
cited-in = Geçtiği sayfalar:
footnotes = Notlar
footnote-number = Not { $number }
back-to-footnote = Not { $number }: metne dönün
task-done = Yapıldı
task-open = Yapılacak
terms = Bu sayfada açıklanan sözcükler
terms-all = Sözcüklerin anlamları
used-in = Geçtiği sayfalar:
backlinks = Buraya bağlantı veren sayfalar
related = Aynı konudaki sayfalar

## Sayfa listeleri
topics = Konular
topic-title = Konu: { $topic }
all-topics = Bütün konular
page-count =
    { $count ->
        [one] { $count } sayfa
       *[other] { $count } sayfa
    }
pages-in-section = Bu bölümde
more-pages = Başka sayfalar
whole-guide = Rehberin tamamı tek sayfada
whole-guide-link = Rehberin tamamını tek sayfada okuyun, saklayın ya da yazdırın

## Yerinde olmayan sayfalar
redirect = Bu sayfa taşındı
redirect-link = Yeni adrese gidin
not-found-title = Bu sayfayı bulamadık
not-found-text = Adres eski olabilir ya da yanlış yazılmış olabilir. Aşağıdaki bağlantılarla rehberin her bölümüne ulaşabilirsiniz.

## Kutular
details-summary = Bu bölümü açın
alert-note = Not
alert-tip = İpucu
alert-important = Önemli
alert-warning = Uyarı
alert-caution = Dikkat
callout-info = Bilgi:
callout-important = Önemli:
callout-warning = Önemli:
notice-warning = Önemli:
notice-urgent = Gecikmeden:
notice-emergency = Acil:
care-non-urgent = Acil değil
care-urgent = Gecikmeden
care-emergency = Acil
do = Yapın
dont = Yapmayın
key-points = Önemli noktalar
image-description = Bu görselin açıklaması
table-label = Tablo

## Yardım hatları
helpline-emergency = Acil durum:
helpline-website = İnternet sitesi
helpline-checked = { $date } tarihinde resmî sayfasında denetlendi.
helpline-compared = Resmî sayfasında denetlenmedi. { $date } tarihinde kopyalarla karşılaştırıldı.
helpline-unchecked = Resmî sayfasında denetlenmedi. Son bakılan gün: { $date }.
helpline-kind-crisis = Kriz hattı
helpline-kind-treatment = Tedavi
helpline-kind-poison = Zehir danışma
helpline-kind-advice = Danışma

## Azaltma hesaplayıcısı: çizelge. Program her { $yer } için değeri yazar; hiçbiri
## silinmemeli, yalnız -one ile biten anahtarlarda yer olmayabilir.
taper-separator = ,
taper-note-separator = ;
taper-amount = { $number }{"\u00A0"}{ $unit }
taper-share = %{ $number }
taper-days = { $count } gün
taper-days-one = 1 gün
taper-weeks = { $count } hafta
taper-weeks-one = 1 hafta
taper-steps = { $count } adım
taper-steps-one = 1 adım
taper-weeks-and-days = { $weeks } ({ $days })
taper-a-day = günde { $amount }
taper-time-number = Günün { $number }. dozu
taper-time-amount = { $time } { $amount }
taper-none = –
taper-open-end = bitiş tarihi yok
taper-plan-name = { $product }. { $range }.
taper-caption = { $start } gününden başlayarak aşağı inen adımlar, tarihler ve miktarlarla
taper-table-name = Bütün adımların tablosu
taper-head-step = Satır
taper-head-from = Başlangıç
taper-head-to = Bitiş
taper-head-days = Gün
taper-head-amount = Günlük
taper-head-cut = Öncekinden ne kadar az
taper-head-share-present = Öncekine göre azalma, %
taper-head-share-start = Azaltma, başlangıcın %’si
taper-head-note = Not
taper-head-plan = Plan
taper-head-warning = Uyarı
taper-note-present = başlangıçtaki miktar
taper-note-capped = daha küçük bir adım, çünkü hiçbir adım sınırdan büyük olamaz
taper-note-coarse = daha küçük bir adım ölçülemiyor, bu yüzden bu miktarda daha uzun kalınır
taper-note-coarse-stay = seçtiğinizden büyük bir adım, çünkü daha küçüğü ölçülemiyor
taper-note-slowed = haftalar içindeki düşüş sınırı aşmasın diye bu miktarda daha uzun kalınır
taper-note-paused = seçtiğiniz gibi bu miktarda { $days } daha uzun kalınır
taper-note-stop = { $amount } daha az, dozun tamamı
taper-note-stay = bu miktarda kalırsınız
taper-advice-coarse = Her adım seçtiğinizden büyük, çünkü ölçebildiğiniz en küçük değişiklik bu. Toz tartmaya uygun, hassas bir tartı daha küçük adımlara elverir.
taper-total-length = Süre
taper-total-steps = Adım sayısı
taper-total-end = Bitiş günü
taper-total-reached = Bu miktara varış günü
taper-total-product = Toplam gereken miktar
taper-total-largest = En büyük adım
taper-total-stop = Son adım
taper-largest = önceki doza göre { $share } azalma
taper-chart-title = { $start } ile { $end } arasında günlük miktar
taper-chart-description = Çizgi { $start } günü günde { $from } ile başlar, { $end } günü günde { $to } düzeyine iner: { $steps }. Aşağıdaki tabloda her adım var.
taper-chart-caption = Haftalara göre günlük miktar. Aşağıdaki tabloda aynı sayılar var.
taper-chart-amount = günde { $unit }
taper-chart-weeks = hafta
taper-key-coarse = daha uzun kalınır: daha küçük bir adım ölçülemiyor
taper-key-slowed = daha uzun kalınır: haftalar içindeki sınır
taper-key-paused = daha uzun kalınır: siz seçtiniz
taper-text-title = { $start } gününden başlayarak aşağı inen adımlar
taper-text-total = { $name }: { $value }
taper-text-row = { $number }. { $from } – { $to } ({ $days }): { $words }
taper-text-row-last = { $number }. { $from } gününden itibaren: { $words }
taper-text-cut = { $amount } daha az (önceki doza göre { $share } azalma)
taper-calendar-summary = Plan, satır { $number }
taper-status = { $steps }, bitiş { $date }, en büyük adım { $share }
taper-status-stop-only = 1 adım, bitiş { $date }, dozun tamamından sıfıra
taper-length-line = { $length }, { $steps }, bitiş { $date }
taper-begun-long-ago = Bu plan { $date } tarihinde, { $days } önce başladı. Bugünün satırı ancak o günden beri plana uyduysanız doğrudur. Uymadıysanız bugünün satırına atlamayın: şimdi ne aldığınızı yazın ve ilk günü bugün olan yeni bir plan yapın.
taper-amount-two-ways = “{ $text }” iki türlü okunabilir. Hangi miktarı kastediyorsunuz?

## Azaltma hesaplayıcısı: sorunlar. Her biri nasıl düzeltileceğini söyler.
taper-error-answer = Bir yanıt seçin.
taper-error-product = Ne aldığınızı seçin.
taper-error-daily =
    { $decimals ->
        [0] Bir günde ne kadar aldığınızı yazın, örneğin 8.
       *[other] Bir günde ne kadar aldığınızı yazın, örneğin 7,5.
    }
taper-error-times = Günde kaç kez aldığınızı 1 ile 12 arasında bir tam sayı olarak yazın.
taper-error-times-scale = Bu miktar, ölçebildiğiniz en küçük değişiklikle günde bu kadar parçaya bölünemez. Daha az parçaya bölün, daha hassas bir tartı seçin ya da her seferki miktarı kendiniz yazın.
taper-error-scale =
    { $decimals ->
        [0] Ölçebildiğiniz en küçük değişikliği seçin veya sayı olarak yazın, örneğin 5.
       *[other] Ölçebildiğiniz en küçük değişikliği seçin veya sayı olarak yazın, örneğin 0,5.
    }
taper-error-scale-above-daily = Ölçebildiğiniz en küçük değişiklik günlük miktardan büyük. İki sayıyı da gözden geçirin.
taper-error-scale-not-offered = Bu ürün için yukarıdaki formun sunduğu en küçük değişikliklerden birini yazın.
taper-error-stay-off-scale = Bu büyüklükte adımlarla, kalmak istediğiniz miktarı ölçemezsiniz. İki sayıyı da gözden geçirin.
taper-error-range = Aralıklardan birini seçin.
taper-error-range-not-offered = Yanıtlarınıza göre bu aralık sunulmuyor. Ötekilerden birini seçin.
taper-error-end = Planın sıfıra mı ineceğini, daha düşük bir miktarda mı kalacağını seçin.
taper-error-last = Sıfırdan önceki en düşük günlük miktarı yazın, örneğin 1.
taper-error-last-above-daily = Bu, bir günde aldığınızdan fazla. Daha küçük bir miktar yazın.
taper-error-off-scale = Bu miktarı ölçemezsiniz. Ölçebildiğiniz en küçük değişikliğin tam katı olan bir miktar yazın.
taper-error-stay = Kalmak istediğiniz günlük miktarı yazın, örneğin 5.
taper-error-stay-not-below-daily = Bu, şimdi aldığınızdan az değil. Daha küçük bir miktar yazın.
taper-error-start = İlk günü üç sayı olarak yazın: gün, ay ve dört haneli yıl.
taper-error-split = Bu miktarlar ölçebildiğiniz adımlara bölünemiyor. Ölçebildiğiniz en küçük değişikliğin tam katı olan bir miktar yazın.
taper-error-code = Bu bağlantıda açılabilecek bir plan yok. Tamamını kopyaladığınıza bakın ya da formu doldurun.
taper-error-edit = Bu değişiklik plana uymuyor. Geri alın veya başka bir değişiklik yapın.
taper-error-edit-before-start = Plan bu günde henüz başlamadı. Bunun yerine yukarıdaki formu değiştirin.
taper-error-edit-after-end = Plan bu günde çoktan bitti. Değiştirilecek bir şey kalmadı.
taper-error-edit-at-end = Miktar zaten kalmak istediğiniz kadar düşük. Daha aşağı inmek için formda daha düşük bir miktar yazın.
taper-error-edit-too-many = Bu plana daha fazla değişiklik sığmaz. Bütün soruları yeniden yanıtlayın, şimdi ne aldığınızı yazın ve yeni bir plan yapın.
taper-error-took-too-few = Son 7 günün en az 5’inde ne aldığınızı yazın. Hiç almadığınız gün için 0 yazın.
taper-error-took-gap = Bu gün ne aldığınızı da yazın: yanındaki günlerle birlikte üç gün veya daha uzun bir ara olabilir. Bilmiyorsanız 0 yazın.
taper-error-amount-not-a-number =
    { $decimals ->
        [0] Yalnızca rakamlarla tek bir sayı yazın, örneğin 8.
       *[other] Yalnızca rakamlarla tek bir sayı yazın, örneğin 7,5 veya 7.5.
    }
taper-error-amount-two = İki değil, tek bir miktar yazın. Günden güne değişiyorsa bir hafta tartın ve ortadakini yazın.
taper-error-amount-nothing = 0’dan büyük bir miktar yazın, eksi işareti koymayın.
taper-error-amount-too-exact =
    { $decimals ->
        [0] Nokta ve virgül olmadan bir tam sayı yazın.
       *[other] Virgülden sonra daha az rakam yazın. Bu kadar hassas ölçülemez.
    }
taper-error-amount-too-large = Bu, sayfanın hesaplayabileceğinden fazla. Sayıyı gözden geçirin.
taper-error-amount-smaller-unit = Bu çok büyük bir sayı. Daha küçük bir birimle mi yazdınız? Alanın yanındaki birimle yazın.
taper-error-schedule_unfinished = Bu plan çok fazla adımlı olurdu. Başka bir aralık ya da en küçük değişiklik olarak daha büyük bir miktar seçin.
taper-error-schedule_beyond_calendar = Bu plan, sayfanın sayabildiği son yıldan sonra biterdi. Daha erken bir ilk gün seçin.
taper-error-schedule_pause_out_of_bounds = Bir satır çok uzun sürüyor. Son değişikliği geri alın.
taper-error-schedule_split_differs = Gün içindeki miktarların toplamı günlük miktarı vermiyor. Yeniden yazın.
taper-status-worksheet = Bu yanıtlarla bu sayfa plan yapmaz. Bunun yerine ne yapılacağını okuyun.
taper-status-again = Yeni bir plan gerekiyor. Lütfen bütün soruları yeniden yanıtlayın.
taper-text-again = Aldıklarınız bu plana artık uymuyor. Bu olabilir ve bir başarısızlık değildir. Planın hiçbir satırına çıkmayın. Bütün soruları yeniden yanıtlayın ve şimdi ne aldığınızı yazın. Zor geliyorsa aynı miktarda kalın, miktarı artırmayın, yardım alın.
taper-worksheet-title = Burada plan yok: bunun yerine ne yapmalı
taper-worksheet-break = Şu anda her gün almıyorsanız bu sayfadaki hiçbir söz yeniden almanızı istemez.

## Azaltma hesaplayıcısı: sayfa
taper-ui-ranges = Aralıklar yan yana
taper-ui-example-for = “Örnek”, aşağıdaki ilk örnek planın her hızdaki süresidir:
taper-ui-example-length = Örnek:
taper-ui-example-start = Günde { $amount } ile başlar.
taper-ui-cut-in-window = { $days } gündeki azalma:
taper-ui-tenth = Başlangıç miktarının onda birine inmek, yalnız hesaba göre, yaklaşık:
taper-ui-described = Yalnızca anlatılan aralıklar
taper-ui-described-text = Bu sayfa bunları hesaplamaz.
taper-ui-problem = Bir sorun var
taper-ui-title-error = Hata:
taper-ui-form = Sorular ve sayılar
taper-ui-private = Yazdıklarınız bu sayfada kalır. Hiçbir yere gönderilmez ve siz saklanmasını istemedikçe sayfayı kapatınca silinir.
taper-ui-opened = Aşağıdaki form bir planla dolduruldu. Henüz hiçbir şey hesaplanmadı. Yanıtlarınız planda yoktur: lütfen yeniden verin.
taper-ui-kept = Bu cihazda bir plan saklanıyor; sayfa her açıldığında form onunla dolduruluyor. Bu cihazı kullanan herkes onu açabilir.
taper-ui-delete = Saklanan planı sil
taper-ui-deleted = Saklanan plan silindi.
taper-ui-questions = Sizinle ilgili sorular
taper-ui-yes = Evet
taper-ui-no = Hayır
taper-ui-unsure = Emin değilim
taper-ui-numbers = Ne aldığınız ve plan
taper-ui-product = Ne alıyorsunuz?
taper-ui-per-day = Gün içinde nasıl bölünüyor?
taper-ui-error-per-day = Her seferinde aynı miktarı alıp almadığınızı seçin.
taper-ui-equal = Her seferinde aynı miktar veya günde bir kez
taper-ui-own = Değişik zamanlarda değişik miktarlar
taper-ui-daily = Bütün bir günün miktarı, { $unit } olarak
taper-ui-daily-hint =
    { $decimals ->
        [0] Bir tam sayı, örneğin 8.
       *[other] 7,5 veya 7.5 yazabilirsiniz.
    }
taper-ui-times = Günde kaç kez?
taper-ui-times-hint = Bir tam sayı, örneğin 3.
taper-ui-time = Günün { $number }. zamanı, { $unit } olarak miktar
taper-ui-add-time = Bir zaman ekle
taper-ui-remove-time = Son zamanı kaldır
taper-ui-scale = Ölçebildiğiniz en küçük değişiklik nedir?
taper-ui-scale-first = Önce ne aldığınızı seçin.
taper-ui-own-scale = Başka bir miktar
taper-ui-own-scale-amount = En küçük değişiklik, { $unit } olarak
taper-ui-range = Hangi aralığa bakmak istiyorsunuz?
taper-ui-range-link = Her aralığın açıklamasını okuyun
taper-ui-end = Plan nerede bitiyor?
taper-ui-stop = Sıfıra iniyor
taper-ui-stay = Daha düşük bir miktarda kalıyor
taper-ui-last = Sıfırdan önceki en düşük günlük miktar, { $unit } olarak
taper-ui-last-hint = Son adım bu miktardan sıfıra iner.
taper-ui-stay-at = Kalınacak günlük miktar, { $unit } olarak
taper-ui-stay-hint = Şimdi aldığınızdan az olmalı.
taper-ui-start = Planın ilk günü
taper-ui-start-hint = Örneğin 27 3 2027. İlk gün, şimdi aldığınız miktarı alırsınız.
taper-ui-day = Gün
taper-ui-month = Ay
taper-ui-year = Yıl
taper-ui-changes = Planda şimdiye kadarki değişiklikler:
taper-ui-undo = Son değişikliği geri al
taper-ui-submit = Adımları göster
taper-ui-confirm = Evet, bu miktar doğru
taper-ui-result = Sonuç
taper-ui-plan = Adımlar
taper-ui-stale = Form değişti, bu adımlar artık uymuyor. Yeniden “Adımları göster”i seçin.
taper-ui-take = Planı yanınıza alın
taper-ui-print = Yazdır
taper-ui-calendar = Takvim dosyası
taper-ui-calendar-hint = Önce daha önceki bir planın kayıtlarını takviminizden silin. Yoksa eski, daha yüksek miktarlar kalabilir. Günlerce hiç almadıysanız hepsini silin.
taper-ui-csv = Tablo dosyası (CSV)
taper-ui-copy = Metin olarak kopyala
taper-ui-link = Plana giden bağlantıyı kopyala
taper-ui-copied = Kopyalandı.
taper-ui-copy-yourself = Bu metni kopyalayın
taper-ui-keep-hint = Bu cihaz, siz silene kadar planı saklayabilir. Sorulara verdiğiniz yanıtlar saklanmaz. Başkalarının da kullandığı bir cihazda bunu yapmayın.
taper-ui-keep = Planı bu cihazda sakla
taper-ui-kept-now = Plan bu cihazda saklanıyor.
taper-ui-not-kept = Bu tarayıcı bir şey saklanmasına izin vermiyor.
taper-ui-kept-unreadable = Bu cihazda saklanan plan artık açılamıyor. Onu aşağıda silip yeni bir plan yapabilirsiniz.
taper-ui-differs = İşler plandaki gibi gitmezse
taper-ui-hold-row = Uzatılacak satır
taper-ui-hold = Bir hafta uzat
taper-ui-took = Farklı bir miktar aldım
taper-ui-took-days = Son 7 günün her birinde ne kadar aldınız?
taper-ui-took-hint = Bilmiyorsanız günü boş bırakın. Hiç almadığınız gün için 0 yazın.
taper-ui-days-ago =
    { $count ->
        [0] Bugün, { $unit } olarak
        [1] Dün, { $unit } olarak
       *[other] { $count } gün önce, { $unit } olarak
    }
taper-ui-took-submit = Kalanını yeniden hesapla
taper-ui-new-scale = Ölçebildiğim en küçük değişiklik artık farklı
taper-ui-new-scale-amount = Bugünden itibaren en küçük değişiklik, { $unit } olarak
taper-ui-new-scale-hint = Plan bugünün satırından devam eder, hiçbir zaman daha yukarıdan değil.
taper-ui-new-scale-submit = Kalanını yeniden hesapla
taper-ui-break-text = Üç gün veya daha uzun süre hiç almadıysanız:
taper-ui-break = Ara verdim
taper-ui-online = Sorular ve kendi sayılarınızla yapılan hesap sitede çalışır. Hesaplayıcıyı orada açın.
taper-ui-examples = Örnek planlar
taper-ui-rules = Her planın arkasındaki kurallar
taper-ui-emergency = Acil durum numaraları:
taper-ui-elsewhere = Başka birçok ülke
taper-ui-worksheet = Hiçbir plan uymadığında
taper-ui-worksheet-hint = Bunun yerine bir sağlık uzmanıyla boş bir çalışma sayfası ya da tarih, miktar ve not sütunları olan bir kâğıt doldurabilirsiniz.

## Ağ olmadan okumak

offline-unavailable = Bu tarayıcı veya bu adres rehberi saklayamıyor. Rehber, JavaScript açıksa ve adres “https” ile başlıyorsa saklanabilir.
offline-elsewhere = Bunun düğmeleri sitedeki sayfanın kendisindedir.
offline-open = O sayfayı açın.
offline-keep = Bu rehberi bu cihazda sakla
offline-remove = Bu cihazdan kaldır
offline-keeping = Rehber saklanıyor: { "{of}" } dosyadan { "{n}" } tanesi.
offline-kept = Rehberin tamamı artık bu cihazda. Ağ olmadan da aynı adreste açılır.
offline-gone = Rehber artık bu cihazda saklanmıyor.
offline-failed = Rehber saklanamadı. Cihazda hiçbir parçası kalmadı. Daha iyi bir ağla veya daha çok boş yerle yeniden deneyin.

## Arama
search = Ara
search-label = Sözcük veya soru
search-part = Rehberin bölümü
search-all-parts = Bütün bölümler
search-button = Ara
search-more = Daha fazla sonuç göster
search-contents = Bütün sayfalar
search-other-pages = Diğer sayfalar
search-loading = Aranıyor…
search-found = “{ "{q}" }” için bulunan sayfa sayısı: { "{n}" }.
search-without = Hiçbir sayfada “{ "{m}" }” yok. Öteki sözcükler için bulunan sayfa sayısı: { "{n}" }.
search-nothing = “{ "{q}" }” için bir şey bulunamadı. Başka sözcükler, daha az sözcük veya bütün bölümleri deneyin. Bütün sayfalar aşağıda sıralanmıştır.
search-failed = Arama yüklenemedi. Biraz sonra yeniden deneyin. Bütün sayfalar aşağıda sıralanmıştır.
search-unavailable = Bu sayfada aramak için JavaScript gerekir. Bütün sayfalar aşağıda sıralanmıştır. JavaScript olmadan bir sözcük bulmak için bunu açıp tarayıcınızın arama özelliğini kullanın:
search-grades = Buradaki kanıt dereceleri:
search-opened = Önce gösterilen:
## E-kitap
epub = E-kitap (EPUB)
epub-link = Rehberin tamamını e-kitap (EPUB) olarak saklayın
epub-title-page = Bu kitap hakkında
epub-cover = Kapak
epub-landmarks = Kitaptaki yerler
epub-source = Bu kitap siteden yapıldı. Site daha yeni olabilir:
epub-report = Bu kitaptaki bir hatayı bildirin
epub-online = Bu yalnızca sitede çalışır. Sayfayı sitede açın.
epub-accessibility = Kitabın tamamı metin olarak, sesli ya da Braille ile okunabilir. Başlıklar, listeler ve tablolar işaretlidir, bağlantılar sayfalar arasında çalışır ve her görselin metin karşılığı vardır. Bu kitap bir erişilebilirlik standardına göre denetlenmedi.
epub-accessibility-partial = Kitabın metni sesli ya da Braille ile okunabilir. Başlıklar, listeler ve tablolar işaretlidir, bağlantılar sayfalar arasında çalışır. Bazı görsellerin metin karşılığı yoktur. Bu kitap bir erişilebilirlik standardına göre denetlenmedi.
