"""Every sentence that charts say by themselves, in English and in French, whole.

A value goes where its name stands in braces. French needs a no-break space before `: ; ? ! %`;
it is written `~` below, so that it can be seen.
"""

from functools import partial
from typing import Final

from garant.charts import sentences

# By key: the sentence in English, then in French.
SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "no_data": ("No data", "Aucune donnée"),
    "no_data.label": (
        "{title}: no data for this period.",
        "{title}~: aucune donnée sur cette période.",
    ),
    "show": ("Show the data", "Voir les données"),
    # the bridge
    "bridge.title": ("Where recurring revenue comes from", "D’où vient le revenu récurrent"),
    "bridge.plain": ("Monthly recurring revenue.", "Revenu mensuel récurrent."),
    "bridge.unit": ("Monthly recurring revenue in {unit}.", "Revenu mensuel récurrent en~{unit}."),
    "bridge.cut": (
        "Monthly recurring revenue in {unit}. Totals are cut at the zigzag.",
        "Revenu mensuel récurrent en~{unit}. Les totaux sont coupés au zigzag.",
    ),
    "bridge.cut_plain": (
        "Monthly recurring revenue. Totals are cut at the zigzag.",
        "Revenu mensuel récurrent. Les totaux sont coupés au zigzag.",
    ),
    "bridge.label": (
        "Recurring revenue from {opening} to {closing}: {gained} gained, {lost} lost.",
        "Revenu récurrent de {opening} à {closing}~: {gained} gagnés, {lost} perdus.",
    ),
    "bridge.step": ("Step", "Étape"),
    "bridge.amount": ("Amount", "Montant"),
    "bridge.running": ("Level after", "Niveau atteint"),
    "opening": ("Opening", "Ouverture"),
    "closing": ("Closing", "Clôture"),
    "new": ("New", "Nouveaux"),
    "reactivation": ("Win-backs", "Retours"),
    "expansion": ("Expansion", "Expansion"),
    "upsell_seats": ("More seats", "Sièges en plus"),
    "upsell_plan": ("Higher plan", "Formule supérieure"),
    "cross_sell_product": ("Other products", "Autres produits"),
    "cross_sell_department": ("Other departments", "Autres départements"),
    "price_increase": ("Price increases", "Hausses de prix"),
    "contraction": ("Downsell", "Réductions"),
    "contraction_seats": ("Fewer seats", "Sièges en moins"),
    "contraction_plan": ("Lower plan", "Formule inférieure"),
    "contraction_price": ("Price decreases", "Baisses de prix"),
    "contraction_drop": ("Dropped products", "Produits arrêtés"),
    "churn": ("Churn", "Départs"),
    "fx": ("Exchange rates", "Taux de change"),
    "restatement": ("Restatement", "Rectifications"),
    # retention curves
    "curves.title": ("How much of it stays", "Ce qui reste avec le temps"),
    "curves.plain": ("In percent of the start.", "En pourcentage du départ."),
    "curves.band": (
        "In percent of the start. Pale band: 90% interval.",
        "En pourcentage du départ. Bande pâle~: intervalle à 90~%.",
    ),
    "curves.evidence": (
        "In percent of the start. Below: number of accounts observed.",
        "En pourcentage du départ. En bas~: nombre de comptes observés.",
    ),
    "curves.band_evidence": (
        "In percent of the start. Pale band: 90% interval. Below: accounts observed.",
        "En pourcentage du départ. Bande pâle~: intervalle à 90~%. En bas~: comptes observés.",
    ),
    "curves.capped": (
        "The first {shown} of {total} curves; the table has all.",
        "Les {shown} premières courbes sur {total}~; le tableau les a toutes.",
    ),
    "curves.label": (
        "{title}: {name} ends at {last}.",
        "{title}~: {name} finit à {last}.",
    ),
    "curves.label_unnamed": ("{title}: ends at {last}.", "{title}~: finit à {last}."),
    "curves.label_several": (
        "{title}: {count} curves; {name} ends at {last}.",
        "{title}~: {count} courbes~; {name} finit à {last}.",
    ),
    "curves.period": ("Period", "Période"),
    "curves.month": ("M{k}", "M{k}"),
    "curves.interval": ("between {low} and {high}", "entre {low} et {high}"),
    "curves.low": ("{name}, low", "{name}, bas"),
    "curves.high": ("{name}, high", "{name}, haut"),
    "accounts": ("Accounts", "Comptes"),
    "accounts.one": ("{count} account", "{count} compte"),
    "accounts.many": ("{count} accounts", "{count} comptes"),
    "retention.title": ("Net and gross retention", "Rétention nette et brute"),
    "retention.subtitle": (
        "Revenue kept over {window} months, at each month end. Below: accounts at the start.",
        "Revenu gardé sur {window} mois, à chaque fin de mois. En bas~: comptes au départ.",
    ),
    "retention.nrr": ("Net retention (NRR)", "Rétention nette (NRR)"),
    "retention.grr": ("Gross retention (GRR)", "Rétention brute (GRR)"),
    # cohorts
    "cohorts.title": ("Kept by starting month", "Gardé par mois de départ"),
    "cohorts.title_quarters": ("Kept by starting quarter", "Gardé par trimestre de départ"),
    "cohorts.title_named": ("Kept by group of accounts", "Gardé par groupe de comptes"),
    "cohorts.plain": ("In percent of the first month.", "En pourcentage du premier mois."),
    "cohorts.reduced": (
        "In percent of the first month. Put together to stay readable; the table has all.",
        "En pourcentage du premier mois. Regroupé pour rester lisible~; le tableau a tout.",
    ),
    "cohorts.capped": (
        "In percent of the first month. The {shown} largest of {total}.",
        "En pourcentage du premier mois. Les {shown} plus grandes sur {total}.",
    ),
    "cohorts.label": (
        "{title}: {count} cohorts, kept between {low} and {high}.",
        "{title}~: {count} cohortes, gardé entre {low} et {high}.",
    ),
    "cohorts.label_one": (
        "{title}: one cohort, kept between {low} and {high}.",
        "{title}~: une cohorte, gardé entre {low} et {high}.",
    ),
    "cohorts.of": ("{kept} of {size}", "{kept} sur {size}"),
    "cohorts.cohort": ("Cohort", "Cohorte"),
    "cohorts.month": ("Month", "Mois"),
    "cohorts.size": ("At the start", "Au départ"),
    "cohorts.kept": ("Kept", "Gardé"),
    "cohorts.retention": ("Share kept", "Part gardée"),
    # bars with a limit
    "bars.title": ("Month by month", "Mois par mois"),
    "bars.plain": ("One bar a month.", "Une barre par mois."),
    "bars.limit": ("limit {value}", "seuil {value}"),
    "bars.limited": (
        "One bar a month. Red: above the limit.",
        "Une barre par mois. En rouge~: au-dessus du seuil.",
    ),
    "bars.above": ("above the limit", "au-dessus du seuil"),
    "bars.label": (
        "{title}: {last} in {month}, at most {highest}.",
        "{title}~: {last} en {month}, au plus {highest}.",
    ),
    "bars.label_limit_one": (
        "{title}: {last} in {month}, at most {highest}; 1 month above the limit ({limit}).",
        "{title}~: {last} en {month}, au plus {highest}~; 1 mois passe le seuil ({limit}).",
    ),
    "bars.label_limit_many": (
        "{title}: {last} in {month}, at most {highest}; {count} months above the limit ({limit}).",
        "{title}~: {last} en {month}, au plus {highest}~; {count} mois passent le seuil ({limit}).",
    ),
    "bars.capped": (
        "The last {shown} months of {total}; the table has all.",
        "Les {shown} derniers mois sur {total}~; le tableau les a tous.",
    ),
    "bars.month": ("Month", "Mois"),
    "bars.value": ("Value", "Valeur"),
    "bars.detail": ("Detail", "Détail"),
    # the study, all its pictures
    "study.low": ("Low", "Bas"),
    "study.high": ("High", "Haut"),
    "study.points": ("Points", "Points"),
    "study.department": ("Department", "Département"),
    "verdict": ("Verdict", "Verdict"),
    "clearly matters": ("clearly matters", "pèse nettement"),
    "matters": ("matters", "pèse"),
    "inconclusive": ("inconclusive", "on ne peut pas conclure"),
    "protects": ("protects", "protège"),
    "product": ("Product", "Produit"),
    "engineering": ("Engineering", "Ingénierie"),
    "marketing": ("Marketing", "Marketing"),
    "sales": ("Sales", "Ventes"),
    "customer_success": ("Customer success", "Réussite client"),
    "finance": ("Finance", "Finance"),
    "support": ("Support", "Support"),
    "none": ("—", "—"),
    # drivers side by side
    "forest.title": ("What weighs most", "Ce qui pèse le plus"),
    "forest.subtitle": (
        "Avoidable loss. Thin bar: 90% interval. Hollow point: inconclusive.",
        "Perte évitable. Barre fine~: intervalle à 90~%. Point vide~: on ne peut pas conclure.",
    ),
    "forest.subtitle_50": (
        "Avoidable loss. Thick bar: 50% interval, thin: 90%. Hollow point: inconclusive.",
        (
            "Perte évitable. Barre épaisse~: intervalle à 50~%, fine~: à 90~%. "
            "Point vide~: on ne peut pas conclure."
        ),
    ),
    "forest.capped": (
        "The first {shown} of {total}; the table has all. Hollow point: inconclusive.",
        (
            "Les {shown} premiers sur {total}~; le tableau les a tous. Point vide~: "
            "on ne peut pas conclure."
        ),
    ),
    "forest.axis": ("percentage points of loss", "points de pourcentage de perte"),
    "forest.protects": ("← protects", "← protège"),
    "forest.drives": ("drives away →", "fait partir →"),
    "forest.label": (
        "{title}: {name} comes first, {points}, {interval}; conclusive: {sure} of {count}.",
        "{title}~: {name} vient en tête, {points}, {interval}~; concluants~: {sure} sur {count}.",
    ),
    "forest.label_none": (
        "{title}: nothing conclusive among {count}.",
        "{title}~: rien de concluant sur {count}.",
    ),
    "forest.driver": ("Driver", "Facteur"),
    "forest.low50": ("Low, 50%", "Bas, 50~%"),
    "forest.high50": ("High, 50%", "Haut, 50~%"),
    # loss by bands of a lever
    "dose.title": ("Loss by band", "Perte par tranche"),
    "dose.subtitle": (
        (
            "Points of loss against {reference}, {level} interval. Hollow: inconclusive. Below: "
            "renewals in each band."
        ),
        (
            "Points de perte par rapport à {reference}, intervalle à {level}. Vide~: "
            "on ne peut pas conclure. En bas~: renouvellements par tranche."
        ),
    ),
    "dose.label": (
        "{title}, against {reference}: at most {points} at {band}, {interval}.",
        "{title}, par rapport à {reference}~: au plus {points} à {band}, {interval}.",
    ),
    "dose.label_one": (
        "{title}: only {reference} is observed, nothing to compare.",
        "{title}~: seule {reference} est observée, rien à comparer.",
    ),
    "dose.reference": ("reference", "référence"),
    "dose.band": ("Band", "Tranche"),
    "renewals": ("Renewals", "Renouvellements"),
    "renewals.one": ("{count} renewal", "{count} renouvellement"),
    "renewals.many": ("{count} renewals", "{count} renouvellements"),
    # what each department could avoid
    "departments.title": ("Which department can act", "Quel département peut agir"),
    "departments.subtitle": (
        "Avoidable loss. Line: 90% interval. Shares overlap: one loss can have several causes.",
        (
            "Perte évitable. Trait~: intervalle à 90~%. Une perte a parfois plusieurs causes~: "
            "cela se recoupe."
        ),
    ),
    "departments.label": (
        "{title}: {name} first, {value}, {interval}.",
        "{title}~: {name} d’abord, {value}, {interval}.",
    ),
    "departments.avoidable": ("Avoidable", "Évitable"),
    # before and after an intervention
    "before.title": ("Before and after the change", "Avant et après le changement"),
    "before.subtitle": (
        "Share lost by quarter of signature. Solid points: after the change. Band: 90% interval.",
        "Part perdue par trimestre de signature. Points pleins~: après. Bande~: intervalle à 90~%.",
    ),
    "before.label_below": (
        "{title}: {last} lost in {quarter}, below the {low} to {high} expected without it.",
        "{title}~: {last} de perte en {quarter}, sous les {low} à {high} attendus sans lui.",
    ),
    "before.label_within": (
        "{title}: {last} lost in {quarter}, within the {low} to {high} expected without it.",
        "{title}~: {last} de perte en {quarter}, dans les {low} à {high} attendus sans lui.",
    ),
    "before.label_above": (
        "{title}: {last} lost in {quarter}, above the {low} to {high} expected without it.",
        "{title}~: {last} de perte en {quarter}, au-dessus des {low} à {high} attendus sans lui.",
    ),
    "before.label_plain": (
        "{title}: {last} lost in {quarter}; no expectation to compare with yet.",
        "{title}~: {last} de perte en {quarter}~; pas encore d’attendu à comparer.",
    ),
    "before.observed": ("observed", "observé"),
    "before.expected": ("expected without it", "attendu sans lui"),
    "before.change": ("{day}: {words}", "{day}~: {words}"),
    "before.plain_change": ("{day}: change", "{day}~: changement"),
    "before.verdict": ("{day}: first verdict", "{day}~: premier verdict"),
    "before.without": (
        "expected without it between {low} and {high}",
        "attendu sans lui entre {low} et {high}",
    ),
    "before.quarter": ("Quarter", "Trimestre"),
    "before.lost": ("Lost", "Perdu"),
    "before.expected_low": ("Expected, low", "Attendu, bas"),
    "before.expected_high": ("Expected, high", "Attendu, haut"),
    # what was predicted against what happened
    "calibration.title": ("Risk predicted and loss observed", "Risque prédit et perte observée"),
    "calibration.subtitle": (
        "Dashed line: as predicted. Upright line: 90% interval. Larger disc: more accounts.",
        "Tirets~: comme prédit. Trait~: intervalle à 90~%. Grand disque~: plus de comptes.",
    ),
    "calibration.label": (
        "{title}: predictions from {low} to {high}; groups away from theirs: {off} of {count}.",
        "{title}~: prédictions de {low} à {high}~; groupes à l’écart~: {off} sur {count}.",
    ),
    "calibration.predicted": ("predicted {share}", "prédit {share}"),
    "calibration.observed": ("observed {share}", "observé {share}"),
    "calibration.off": ("away from its prediction", "à l’écart de sa prédiction"),
    "calibration.more": ("lost more than predicted", "plus de pertes que prédit"),
    "calibration.less": ("lost less than predicted", "moins de pertes que prédit"),
    "calibration.axis": ("risk predicted →", "risque prédit →"),
    "calibration.column_predicted": ("Predicted", "Prédit"),
    "calibration.column_observed": ("Observed", "Observé"),
    # the reasons of one account
    "reasons.title": ("Why this risk", "Pourquoi ce risque"),
    "reasons.subtitle": (
        "In points, from the average of all accounts to this account.",
        "En points, de la moyenne de tous les comptes à ce compte.",
    ),
    "reasons.average": ("Average of all accounts", "Moyenne de tous les comptes"),
    "reasons.risk": ("This account", "Ce compte"),
    "reasons.others": ("Other reasons", "Autres raisons"),
    "reasons.label": (
        "{title}: from {average} on average to {risk}; most of all {name}, {points}.",
        "{title}~: de {average} en moyenne à {risk}~; surtout {name}, {points}.",
    ),
    "reasons.label_none": (
        "{title}: {risk}, and {average} on average.",
        "{title}~: {risk}, et {average} en moyenne.",
    ),
    "reasons.reason": ("Reason", "Raison"),
    "reasons.running": ("Risk after", "Risque atteint"),
    # the promise gauge
    "gauge.label": (
        "Proven {done}, expected by today {expected}",
        "Prouvé {done}, attendu à ce jour {expected}",
    ),
    "gauge.legend": (
        "Fill: proven. Mark: expected by today.",
        "Plein~: prouvé. Repère~: attendu à ce jour.",
    ),
}

say: Final = partial(sentences.say, SENTENCES)
