"""Every sentence of the renewals to come, in English and in French; renewals_words.py fills them.

A `~` is a no-break space (U+00A0), written so that it can be seen.
"""

from __future__ import annotations

SENTENCES: dict[str, dict[str, str]] = {
    "nothing": {
        "en": "Nothing comes up for renewal by {until}.",
        "fr": "Rien n’arrive à échéance d’ici au {until}.",
    },
    "due_one": {
        "en": "One renewal comes due by {until}, for {due} of MRR: {secured} secured, {open} open, "
        "{lost} lost.",
        "fr": "Un renouvellement arrive à échéance d’ici au {until}, pour {due} de MRR~: "
        "{secured} acquis, {open} ouverts, {lost} perdus.",
    },
    "due_many": {
        "en": "{count} renewals come due by {until}, for {due} of MRR: {secured} secured, {open} "
        "open, {lost} lost.",
        "fr": "{count} renouvellements arrivent à échéance d’ici au {until}, pour {due} de MRR~: "
        "{secured} acquis, {open} ouverts, {lost} perdus.",
    },
    "open_one": {
        "en": "One renewal comes due by {until}, for {due} of MRR, and it is open.",
        "fr": "Un renouvellement arrive à échéance d’ici au {until}, pour {due} de MRR~; il est "
        "ouvert.",
    },
    "open_many": {
        "en": "{count} renewals come due by {until}, for {due} of MRR, all of them open.",
        "fr": "{count} renouvellements arrivent à échéance d’ici au {until}, pour {due} de MRR, "
        "tous ouverts.",
    },
    "expected": {
        "en": "{kept} are expected to be kept ({low} to {high}, 90% interval), {share} of what is "
        "due.",
        "fr": "On s’attend à en garder {kept} (de {low} à {high}, intervalle à 90~%), soit {share} "
        "de ce qui arrive à échéance.",
    },
    "decided": {
        "en": "All of it is decided: {kept} will be kept.",
        "fr": "Tout est décidé~: {kept} seront gardés.",
    },
    "not_expected": {
        "en": "What will be kept is not foreseen: {due} renewals have come due so far, and it "
        "takes {least}.",
        "fr": "Ce qui sera gardé n’est pas prévu~: {due} renouvellements sont échus à ce jour, et "
        "il en faut {least}.",
    },
    "worst": {
        "en": "In one case of a hundred it would be less than {worst}; with all that is open "
        "renewed it would be {best}.",
        "fr": "Dans un cas sur cent, ce serait moins de {worst}~; si tout ce qui est ouvert était "
        "renouvelé, ce serait {best}.",
    },
    "this_month_none": {
        "en": "No renewal has its last day to decide before {end}.",
        "fr": "Aucun renouvellement n’a son dernier jour de décision avant le {end}.",
    },
    "this_month_one": {
        "en": "One renewal must be decided by {end}, for {amount} of MRR: {first}, on {day} at the "
        "latest.",
        "fr": "Un renouvellement se décide d’ici au {end}, pour {amount} de MRR~: {first}, le "
        "{day} au plus tard.",
    },
    "this_month_many": {
        "en": "{count} renewals must be decided by {end}, for {amount} of MRR; the first is "
        "{first}, on {day} at the latest.",
        "fr": "{count} renouvellements se décident d’ici au {end}, pour {amount} de MRR~; le "
        "premier est {first}, le {day} au plus tard.",
    },
    "called": {
        "en": "By the calls that people made, {called} will be kept: {secured} that is secured "
        "without them, and {renewed} called renewed; {uncalled} of what is open has no call yet. "
        "The calls and the model stand side by side: neither corrects the other.",
        "fr": "D’après les prévisions des responsables, {called} seront gardés~: {secured} acquis "
        "sans elles, et {renewed} annoncés renouvelés~; {uncalled} de ce qui "
        "est ouvert n’ont pas encore de prévision. Elles et le modèle restent côte à côte~: aucun "
        "ne corrige l’autre.",
    },
    "capped": {
        "en": "Called at more than is due, and counted at what is due: {names}.",
        "fr": "Prévus à plus que ce qui arrive à échéance, et comptés à ce montant~: {names}.",
    },
    "lost_amount": {
        "en": "Called lost, with an amount that counts for nothing: {names}.",
        "fr": "Prévus perdus, avec un montant qui ne compte pas~: {names}.",
    },
    "not_open": {
        "en": "Called, and decided already or not due by then, so that the call changes nothing: "
        "{names}.",
        "fr": "Prévus, mais déjà décidés ou sans échéance d’ici là, si bien que la prévision ne "
        "change rien~: {names}.",
    },
    "later_call": {
        "en": "Called on a day after {on}, and not counted: {names}.",
        "fr": "Prévus à une date postérieure au {on}, et non comptés~: {names}.",
    },
    "by_study": {
        "en": "The chances are those of the study’s risk, which put a lost renewal above a kept "
        "one in {auc} of pairs, forward in time ({low} to {high}, 95% interval).",
        "fr": "Les probabilités sont celles du risque de l’étude, qui a placé un renouvellement "
        "perdu au-dessus d’un gardé dans {auc} des paires, en avançant dans le temps (de {low} à "
        "{high}, intervalle à 95~%).",
    },
    "no_skill": {
        "en": "The chances are those of past renewals by their number: the study’s risk does not "
        "tell the lost from the kept any better than chance could ({auc} of pairs, forward in "
        "time; {low} to {high}, 95% interval).",
        "fr": "Les probabilités sont celles des renouvellements passés selon leur rang~: le risque "
        "de l’étude ne distingue pas les perdus des gardés mieux que le hasard ne le pourrait "
        "({auc} des paires, en avançant dans le temps~; de {low} à {high}, intervalle à 95~%).",
    },
    "no_better": {
        "en": "The chances are those of past renewals by their number: the study’s risk tells the "
        "lost from the kept ({auc} of pairs, forward in time; {low} to {high}, 95% interval), and "
        "yet its chances have been further from what came than these.",
        "fr": "Les probabilités sont celles des renouvellements passés selon leur rang~: le risque "
        "de l’étude distingue les perdus des gardés ({auc} des paires, en avançant dans le "
        "temps~; de {low} à {high}, intervalle à 95~%), mais ses probabilités ont été plus loin de "
        "ce qui est arrivé que celles-ci.",
    },
    "too_few": {
        "en": "The chances are those of past renewals by their number: there are too few of them "
        "for the study to foresee the risk of each account.",
        "fr": "Les probabilités sont celles des renouvellements passés selon leur rang~: il y en a "
        "trop peu pour que l’étude prévoie le risque de chaque compte.",
    },
    "rates": {
        "en": "By these, {first} of first renewals go through, {second} of second ones and {later} "
        "of later ones.",
        "fr": "D’après eux, {first} des premiers renouvellements aboutissent, {second} des "
        "deuxièmes et {later} des suivants.",
    },
    "shared": {
        "en": "The intervals allow for good and bad months, as measured on {months} past months.",
        "fr": "Les intervalles tiennent compte des bons et des mauvais mois, mesurés sur {months} "
        "mois passés.",
    },
    "not_shared": {
        "en": "What makes one month worse than another could not be measured on so short a past: "
        "the intervals may be too narrow.",
        "fr": "Ce qui rend un mois pire qu’un autre n’a pas pu être mesuré sur un passé si court~: "
        "les intervalles peuvent être trop étroits.",
    },
    "again_one": {
        "en": "One contract comes due more than once by then; only its next renewal is counted.",
        "fr": "Un contrat arrive plus d’une fois à échéance d’ici là~; seul son prochain "
        "renouvellement est compté.",
    },
    "again_many": {
        "en": "{count} contracts come due more than once by then; only their next renewal is "
        "counted.",
        "fr": "{count} contrats arrivent plus d’une fois à échéance d’ici là~; seul leur prochain "
        "renouvellement est compté.",
    },
}
