"""What the pages say, in the languages they say it in."""

from dataclasses import dataclass, fields
from functools import cache

_TABLE = """
test_mode         | Sandbox | Testumgebung | Bac à sable | サンドボックス | 沙盒
no_money          | No real money moves | Es fließt kein echtes Geld | Aucun argent réel | 実際の請求は発生しません | 不会产生真实付款
pay_to            | Pay {shop} | {shop} bezahlen | Payer {shop} | {shop} へのお支払い | 向 {shop} 付款
back              | Back | Zurück | Retour | 戻る | 返回
summary           | Order summary | Bestellübersicht | Récapitulatif | ご注文内容 | 订单摘要
shipping          | Shipping | Versand | Livraison | 送料 | 运费
total             | Total due | Gesamtbetrag | Total dû | 合計 | 应付总额
each              | each | je | pièce | 単価 | 单价
quantity          | Qty | Menge | Qté | 数量 | 数量
contact           | Contact | Kontakt | Coordonnées | 連絡先 | 联系方式
email             | Email | E-Mail | E-mail | メールアドレス | 电子邮箱
method            | Payment method | Zahlungsart | Moyen de paiement | お支払い方法 | 付款方式
card              | Card | Karte | Carte | カード | 银行卡
card_number       | Card number | Kartennummer | Numéro de carte | カード番号 | 卡号
exp               | Expiry date | Gültig bis | Date d’expiration | 有効期限 | 有效期
exp_shape         | MM / YY | MM / JJ | MM / AA | 月 / 年 | 月 / 年
cvc               | CVC | Prüfnummer | CVC | セキュリティコード | 安全码
name              | Name on card | Name auf der Karte | Nom sur la carte | カード名義人 | 持卡人姓名
iban              | IBAN | IBAN | IBAN | IBAN | IBAN
pay               | Pay {total} | {total} bezahlen | Payer {total} | {total} を支払う | 支付 {total}
continue_to       | You will be sent to your bank or wallet to agree. | Sie werden zur Bestätigung an Ihre Bank oder Wallet weitergeleitet. | Vous serez redirigé vers votre banque ou portefeuille pour confirmer. | 確認のため、銀行またはウォレットへ移動します。 | 您将前往银行或钱包进行确认。
delayed_note      | The money takes a few days to arrive. | Die Zahlung trifft nach einigen Tagen ein. | Le paiement arrive après quelques jours. | 入金の確認に数日かかります。 | 款项需要几天才能到账。
secure            | This is a stand-in for Stripe. It never sees a real card. | Dies ist ein Ersatz für Stripe. Echte Karten gehören nicht hierher. | Ceci remplace Stripe. Aucune vraie carte ici. | これは Stripe の代わりです。実在のカードは使わないでください。 | 这是 Stripe 的替身，请勿使用真实银行卡。
try_card          | Test cards: any future date, any three digits | Testkarten: beliebiges künftiges Datum, beliebige drei Ziffern | Cartes de test : toute date future, trois chiffres au choix | テストカード：未来の日付と任意の3桁 | 测试卡：任意未来日期和任意三位数字
hint_pays         | pays | zahlt | paie | 支払い成功 | 付款成功
hint_challenge    | asks for 3-D Secure | verlangt 3-D Secure | demande 3-D Secure | 3Dセキュアを要求 | 要求 3-D 验证
hint_declines     | is declined | wird abgelehnt | est refusée | 拒否される | 被拒绝
expired_title     | This page has expired | Diese Seite ist abgelaufen | Cette page a expiré | このページは期限切れです | 此页面已过期
expired_text      | Nothing was charged. Go back to the shop to try again. | Es wurde nichts abgebucht. Gehen Sie zurück zum Shop, um es erneut zu versuchen. | Rien n’a été débité. Retournez à la boutique pour réessayer. | 請求は発生していません。ショップに戻ってやり直してください。 | 未扣款。请返回商店重试。
complete_title    | You are all done here | Hier ist alles erledigt | Tout est réglé ici | お手続きは完了しています | 此处已完成
complete_text     | You have already completed this payment. | Sie haben diese Zahlung bereits abgeschlossen. | Vous avez déjà effectué ce paiement. | このお支払いはすでに完了しています。 | 您已完成此付款。
to_shop           | Back to the shop | Zurück zum Shop | Retour à la boutique | ショップに戻る | 返回商店
challenge_title   | Confirm it is you | Bestätigen Sie Ihre Identität | Confirmez votre identité | ご本人確認 | 确认您的身份
challenge_text    | Your bank wants you to confirm this payment with the card ending in {last4}. | Ihre Bank möchte, dass Sie diese Zahlung mit der Karte mit den Endziffern {last4} bestätigen. | Votre banque vous demande de confirmer ce paiement avec la carte se terminant par {last4}. | 末尾 {last4} のカードでのお支払いを銀行が確認しています。 | 银行要求您确认使用尾号 {last4} 的卡付款。
challenge_agree   | Complete authentication | Authentifizierung abschließen | Terminer l’authentification | 認証を完了する | 完成验证
challenge_refuse  | Fail authentication | Authentifizierung ablehnen | Refuser l’authentification | 認証を失敗させる | 验证失败
bank_title        | Your bank or wallet | Ihre Bank oder Wallet | Votre banque ou portefeuille | 銀行またはウォレット | 您的银行或钱包
bank_text         | Do you agree to pay {total} to {shop} with {method}? | Möchten Sie {total} an {shop} mit {method} zahlen? | Acceptez-vous de payer {total} à {shop} avec {method} ? | {method} で {shop} に {total} を支払いますか？ | 您同意使用 {method} 向 {shop} 支付 {total} 吗？
bank_agree        | Authorise payment | Zahlung freigeben | Autoriser le paiement | 支払いを承認する | 授权付款
bank_refuse       | Fail payment | Zahlung ablehnen | Refuser le paiement | 支払いを拒否する | 拒绝付款
lost_title        | There is no such payment page | Diese Zahlungsseite gibt es nicht | Cette page de paiement n’existe pas | このお支払いページは存在しません | 此付款页面不存在
method_unknown    | Choose one of these. | Bitte wählen Sie eine Zahlungsart. | Choisissez un moyen de paiement. | お支払い方法を選んでください。 | 请选择付款方式。
email_invalid     | Your email is incomplete. | Ihre E-Mail-Adresse ist unvollständig. | Votre e-mail est incomplet. | メールアドレスが正しくありません。 | 您的电子邮箱不完整。
card_number_invalid | Your card number is invalid. | Ihre Kartennummer ist ungültig. | Votre numéro de carte est invalide. | カード番号が正しくありません。 | 您的卡号无效。
exp_incomplete    | Your card’s expiry date is incomplete. | Das Ablaufdatum ist unvollständig. | La date d’expiration est incomplète. | 有効期限が正しくありません。 | 有效期不完整。
exp_past          | Your card’s expiry date is in the past. | Das Ablaufdatum liegt in der Vergangenheit. | La date d’expiration est passée. | 有効期限が過ぎています。 | 有效期已过。
cvc_incomplete    | Your card’s security code is incomplete. | Die Prüfnummer ist unvollständig. | Le code de sécurité est incomplet. | セキュリティコードが正しくありません。 | 安全码不完整。
name_missing      | Enter the name on the card. | Geben Sie den Namen auf der Karte ein. | Indiquez le nom sur la carte. | カード名義人を入力してください。 | 请输入持卡人姓名。
declined          | Your card was declined. Try another one. | Ihre Karte wurde abgelehnt. Versuchen Sie es mit einer anderen. | Votre carte a été refusée. Essayez-en une autre. | カードが拒否されました。別のカードをお試しください。 | 您的卡被拒绝。请换一张卡。
insufficient_funds | Your card has insufficient funds. Try another one. | Ihre Karte ist nicht ausreichend gedeckt. Versuchen Sie es mit einer anderen. | Votre carte n’a pas de fonds suffisants. Essayez-en une autre. | カードの残高が不足しています。別のカードをお試しください。 | 您的卡余额不足。请换一张卡。
expired_card      | Your card has expired. Try another one. | Ihre Karte ist abgelaufen. Versuchen Sie es mit einer anderen. | Votre carte a expiré. Essayez-en une autre. | カードの有効期限が切れています。 | 您的卡已过期。请换一张卡。
incorrect_cvc     | Your card’s security code is incorrect. | Die Prüfnummer Ihrer Karte ist falsch. | Le code de sécurité est incorrect. | セキュリティコードが違います。 | 安全码不正确。
processing_error  | Something went wrong while processing your card. Try again in a little bit. | Bei der Verarbeitung ist ein Fehler aufgetreten. Versuchen Sie es gleich noch einmal. | Une erreur s’est produite. Réessayez dans un instant. | 処理中にエラーが発生しました。しばらくしてからお試しください。 | 处理时出错。请稍后再试。
test_mode_live_card | Your card was declined: the sandbox takes test cards only. | Karte abgelehnt: Hier gelten nur Testkarten. | Carte refusée : seules les cartes de test sont acceptées ici. | テストカードのみ使用できます。 | 被拒绝：此处仅接受测试卡。
not_authenticated | We could not confirm that it is you. Try again or pay in another way. | Wir konnten Sie nicht bestätigen. Versuchen Sie es erneut oder zahlen Sie anders. | Nous n’avons pas pu vous authentifier. Réessayez ou payez autrement. | 本人確認ができませんでした。もう一度お試しください。 | 无法确认您的身份。请重试或换一种方式付款。
"""
# The columns of the table, with the locale numbers are written in.
LANGUAGES = ("en", "de", "fr", "ja", "zh")
_BABEL = {"en": "en", "de": "de", "fr": "fr", "ja": "ja", "zh": "zh_Hans_CN"}


@dataclass(frozen=True)
class Words:
    """The sentences of one language."""

    code: str
    babel: str
    test_mode: str
    no_money: str
    pay_to: str
    back: str
    summary: str
    shipping: str
    total: str
    each: str
    quantity: str
    contact: str
    email: str
    method: str
    card: str
    card_number: str
    exp: str
    exp_shape: str
    cvc: str
    name: str
    iban: str
    pay: str
    continue_to: str
    delayed_note: str
    secure: str
    try_card: str
    hint_pays: str
    hint_challenge: str
    hint_declines: str
    expired_title: str
    expired_text: str
    complete_title: str
    complete_text: str
    to_shop: str
    challenge_title: str
    challenge_text: str
    challenge_agree: str
    challenge_refuse: str
    bank_title: str
    bank_text: str
    bank_agree: str
    bank_refuse: str
    lost_title: str
    method_unknown: str
    email_invalid: str
    card_number_invalid: str
    exp_incomplete: str
    exp_past: str
    cvc_incomplete: str
    name_missing: str
    declined: str
    insufficient_funds: str
    expired_card: str
    incorrect_cvc: str
    processing_error: str
    test_mode_live_card: str
    not_authenticated: str


@cache
def words(locale: str) -> Words:
    """The sentences for a locale such as `de`, `fr-CA` or `zh-TW`; English where there are none."""
    code = locale.replace("_", "-").split("-")[0].lower()
    if code not in LANGUAGES:
        code = "en"
    column = 1 + LANGUAGES.index(code)
    rows = (line.split(" | ") for line in _TABLE.strip().splitlines())
    return Words(code, _BABEL[code], **{row[0].strip(): row[column].strip() for row in rows})


def sentence_for(reason: str, text: Words) -> str:
    """What a buyer is told about a decline; a lost or stolen card sounds like any other."""
    if reason == "payment_intent_authentication_failure":
        return text.not_authenticated
    told = {f.name for f in fields(Words)} & {
        "insufficient_funds",
        "expired_card",
        "incorrect_cvc",
        "processing_error",
        "test_mode_live_card",
    }
    return str(getattr(text, reason)) if reason in told else text.declined
