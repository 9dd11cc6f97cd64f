"""Direct speech in the ways that English texts set it: which stretches are said aloud, and which only marked."""

from __future__ import annotations

from itertools import pairwise

import pytest

from retold.cleaning import clean
from retold.segmenting import segment
from retold.text import Telling, Witness

TALKS: dict[str, tuple[str, list[str]]] = {
    "names in capitals and a stop": (
        """MIRA. Who locked the gate?

TOMAS. Nobody locked it.

MIRA. Then it locked itself.

TOMAS. (quietly) Perhaps it did.

MIRA. Give me the key.""",
        [
            "Who locked the gate?",
            "Nobody locked it.",
            "Then it locked itself.",
            "(quietly) Perhaps it did.",
            "Give me the key.",
        ],
    ),
    "names in capitals on their own lines": (
        """MIRA.
Who locked the gate?

TOMAS.
Nobody locked it.

MIRA.
Then it locked itself.

TOMAS.
Perhaps it did.""",
        ["Who locked the gate?", "Nobody locked it.", "Then it locked itself.", "Perhaps it did."],
    ),
    "an aside behind the name": (
        """MIRA: Who locked the gate?

TOMAS (aside): She knows.

MIRA: Then it locked itself.

TOMAS (quietly): Perhaps it did.""",
        ["Who locked the gate?", "She knows.", "Then it locked itself.", "Perhaps it did."],
    ),
    "openers lost behind narration": (
        """Tomas put down the rope. You could have asked me first," he said.

"Would you have listened?" said Mira.

The boat knocked against the wall. We are late already," said the girl.""",
        ['You could have asked me first,"', '"Would you have listened?"', 'We are late already,"'],
    ),
    "paragraphs of one speech, each an utterance": (
        """“The first winter we had no roof, and the rain came through onto beds and table, and nobody slept.

“The second winter we had a roof and no stove, which was worse: cold does not stop at night as rain does.

“The third winter I left,” said Mira.

“And then?” said Tomas.""",
        [
            "“The first winter we had no roof, and the rain came through onto beds and table, and nobody slept.",
            "“The second winter we had a roof and no stove, which was worse: cold does not stop at night as rain does.",
            "“The third winter I left,”",
            "“And then?”",
        ],
    ),
    "single inside double": (
        """“He looked at me and said, ‘Not today,’ and shut the door,” said Mira.

“‘Not today’?” said Tomas. “He always says ‘not today’.”""",
        [
            "“He looked at me and said, ‘Not today,’ and shut the door,”",
            "“‘Not today’?”",
            "“He always says ‘not today’.”",
        ],
    ),
    "double inside single": (
        """‘He looked at me and said, “Not today,” and shut the door,’ said Mira.

‘“Not today”?’ said Tomas. ‘He always says that.’""",
        ["‘He looked at me and said, “Not today,” and shut the door,’", "‘“Not today”?’", "‘He always says that.’"],
    ),
    "doubled grave and acute": (
        """``Come in,'' said Mira. ``It's late.''

``I can't,'' said Tomas. ``Not tonight.''""",
        ["``Come in,''", "``It's late.''", "``I can't,''", "``Not tonight.''"],
    ),
    "grave and apostrophe": (
        """`Come in,' said Mira. `It's late, and the boys' coats are wet.'

`I can't,' said Tomas. `Not tonight.'""",
        ["`Come in,'", "`It's late, and the boys' coats are wet.'", "`I can't,'", "`Not tonight.'"],
    ),
    "apostrophes of dialect": (
        """'Tis late,' said Mira. ''Twas always late, with you.'

'I like rock 'n' roll, an' I'll tell 'em so,' said Tomas. 'The boys' coats are on the line.'

He took 'em down. ''E's a good lad,' said Mira. 'Goin' out, are yeh?'

'Just down the road, 'cause o' the dog,' he said.""",
        [
            "'Tis late,'",
            "''Twas always late, with you.'",
            "'I like rock 'n' roll, an' I'll tell 'em so,'",
            "'The boys' coats are on the line.'",
            "''E's a good lad,'",
            "'Goin' out, are yeh?'",
            "'Just down the road, 'cause o' the dog,'",
        ],
    ),
    "dialect in double marks": (
        """"I ain't goin' nowhere, an' you can tell 'em so," said Tomas. "'Tis my house."

"So it is," said Mira.""",
        ["\"I ain't goin' nowhere, an' you can tell 'em so,\"", '"\'Tis my house."', '"So it is,"'],
    ),
    "parts in different marks": (
        """“Stay,” said Ann. “It is late.”

“I cannot,” said Bob.

“Then go.”

* * *

"Come back," said Ann. "It's morning."

"I am here," said Bob.

"At last."

«Now sit,» said Ann. «Eat.»

«I will,» said Bob.""",
        [
            "“Stay,”",
            "“It is late.”",
            "“I cannot,”",
            "“Then go.”",
            '"Come back,"',
            '"It\'s morning."',
            '"I am here,"',
            '"At last."',
            "«Now sit,»",
            "«Eat.»",
            "«I will,»",
        ],
    ),
    "curly and straight in one pair": (
        """“Stay," said Ann. "It is late.”

"I cannot,” said Bob.""",
        ['“Stay,"', '"It is late.”', '"I cannot,”'],
    ),
    "a thought": (
        """"I should not have come," she thought. The lamp smoked.

"You should not have come," said Bob.""",
        ['"You should not have come,"'],
    ),
    "a note, a text message, a sign": (
        """The note lay under the lamp. It read: "Gone to the harbour. Do not wait."

"He might have said so," said Mira.

She texted back, "where are you".

The sign over the door said "Closed".

"Well?" said Tomas.""",
        ['"He might have said so,"', '"Well?"'],
    ),
    "titles and a scare quote": (
        """She was reading "The Long Winter" again. He hummed "Blue Moon" and called it "research."

"Put that down," said Mira.""",
        ['"Put that down,"'],
    ),
    "en dashes, a bare tag and speech behind a dash": (
        """– I will fuss if I like, she said – and I do like.

– You will not, said Oren.

– Try me.""",
        ["– I will fuss if I like,", "– and I do like.", "– You will not,", "– Try me."],
    ),
    "en dashes and bare tags": (
        """– Who is there? said Mira.

– Only me.

The wind dropped.

– Come in, then, said Mira. It's cold.

– Thank you.""",
        ["– Who is there?", "– Only me.", "– Come in, then,", "It's cold.", "– Thank you."],
    ),
    "dashes, a bare tag and narration behind it": (
        """—Who is there? said Mira.

—Only me, Tomas said. He shook the rain from his hat. I lost the key.

—Come in, then — and shut the door.

—Thank you.""",
        ["—Who is there?", "—Only me,", "I lost the key.", "—Come in, then — and shut the door.", "—Thank you."],
    ),
    "hyphens for dashes": (
        """- Who is there? - asked Mira.

- Only me.

The wind dropped.

- Come in, then.

- Thank you.""",
        ["- Who is there?", "- Only me.", "- Come in, then.", "- Thank you."],
    ),
    "a chat": (
        """mira: are you there
tomas: just got in
mira: did you lock it
tomas: no
mira: tomas!!""",
        ["are you there", "just got in", "did you lock it", "no", "tomas!!"],
    ),
}


def told(raw: str) -> Telling:
    return segment(Witness("A", "x.txt", raw, "utf-8", "0"), clean(raw))


@pytest.mark.parametrize("talk", TALKS)
def test_what_is_said(talk: str) -> None:
    raw, said = TALKS[talk]
    assert [one.span.of(raw) for one in told(raw).utterances] == said


SAID = '\n\n"Well," said Bob. "I never."'


@pytest.mark.parametrize(
    ("raw", "kinds"),
    [
        ('Under the lamp lay a note. It read: "Gone to the harbour."', ["written"]),
        ('She texted back, "where are you" and waited.', ["written"]),
        ('He had read "The Long Winter" twice.', ["mention"]),
        ('She sent them to "Beechwood House." Nobody was in.', ["mention"]),
        ('"Too late," thought Ann.', ["thought"]),
        ('Ann looked up as if to say, "Not again."', ["unsaid"]),
        ('He was about to ask,\n\n"Where is the boat?"', ["unsaid"]),
        ('They found their way to "Kilmore."', ["mention"]),
        (
            'It was plain that "the boat had been sold to somebody in the next town, and he was sorry for it."',
            ["reported"],
        ),
        (
            'It was a short letter.\n\n"Kilmore, 4 May."\n\n"My dear Ann,--The boat is sold. I am well, yours truly,"'
            '\n\n"Tom."',
            ["written"] * 3,
        ),
        ('"Dear Ann" [wrote Tom],\n\n"The boat is sold."\n\n"Yours ever,"', ["written"] * 3),
        (
            'The letter ran as follows:\n\n"Dear Ann,\n\n"The boat is sold and the nets are gone.\n\n'
            '"Your loving brother,\n\n"Tom."',
            ["written"] * 4,
        ),
        ('"Dear Ann,"\n\n"The boat is sold."\n\n"Yours ever,"\n\n"Tom."', ["written"] * 4),
        (
            'They sang in the kitchen.\n\n"The boats go out at evening,\nThe boats come in at dawn,\nAnd some of them '
            'are empty."\n\nThen they washed up.',
            ["verse"] * 3,
        ),
    ],
)
def test_what_is_only_marked(raw: str, kinds: list[str]) -> None:
    telling = told(raw + SAID)
    assert [one.kind for one in telling.quoted] == kinds
    assert all(0 < one.confidence < 1 for one in telling.quoted)
    assert [one.span.of(raw + SAID) for one in telling.utterances] == ['"Well,"', '"I never."']


def test_speech_taken_up_after_narration_is_no_scare_quote() -> None:
    raw = '"This sort of thing" he nodded towards the door "must take up a lot of time."'
    assert len(told(raw + SAID).utterances) == 4


@pytest.mark.parametrize(
    "raw",
    [
        '"Hm" said Ann "very pretty," and put it down.',
        'He was lost in a train of thought, "You never listen," said Ann, "to anybody."',
    ],
)
def test_speech_beside_its_tag_is_speech(raw: str) -> None:
    assert len(told(raw + SAID).utterances) == 4


REPORTED = """Mr. Hale called on Monday. "He was much obliged, and he should send the boat round."

Ann was glad to hear of his mother. "She was better; she could sit up now, and her cough was gone."

Then there was the fair. "They would all go, if the weather held for them."

He rose. "He must be off; his horse had stood too long."

There was wine on the table. "No, he could not; they were waiting for him."

He bowed. "He had never spent a pleasanter hour in his life."

"I am glad of it," said Ann."""


def test_a_text_that_sets_reported_speech_in_marks_does_so_by_habit() -> None:
    telling = told(REPORTED)
    assert [one.kind for one in telling.quoted] == ["reported"] * 6
    assert [one.span.of(REPORTED) for one in telling.utterances] == ['"I am glad of it,"']
    once = REPORTED.partition("\n\n")[0] + SAID
    assert not told(once).quoted


def test_what_others_remark_in_brackets_is_not_cut_out() -> None:
    raw = '"She came (I saw her) and left (lowering her voice) by the window," said Ann.'
    assert [one.span.of(raw) for one in told(raw).utterances] == [
        '"She came (I saw her) and left',
        'by the window,"',
    ]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (
            '"I do not know," he replied, it was dark when we came, and I saw nobody."',
            'it was dark when we came, and I saw nobody."',
        ),
        ('"Will you stay here? he asked.', '"Will you stay here?'),
        ('"I cannot stay here, she began. "They are waiting for me."', '"I cannot stay here,'),
        ('"But I am so tired, mourned Ann. "Let me sleep."', '"But I am so tired,'),
        ('"I never saw it, was her answer.', '"I never saw it,'),
        ('"Do you mean it? Mrs. Hale demanded.', '"Do you mean it?'),
        ('"Oh, no--cried Ann, pushing it away--"it is for you."', '"Oh, no'),
        ('Her answer was short: It is not for you."', 'It is not for you."'),
        ('"I wonder," he said, with some care, what you think of it?"', 'what you think of it?"'),
        (
            '"I do not know," he replied, smiling at the boy. You should ask your sister."',
            'You should ask your sister."',
        ),
    ],
)
def test_a_lost_mark_stood_beside_the_tag(raw: str, said: str) -> None:
    assert said in [one.span.of(raw + SAID) for one in told(raw + SAID).utterances if one.repaired]


def test_speech_that_lost_both_marks_is_found_in_a_damaged_text() -> None:
    torn = [
        '"Where is the rope? said Ann.',
        'In the boat," said Bob.',
        '"You said it was in the shed.',
        "I never said that, said Bob.",
        '"Then who did?" said Ann.',
    ]
    raw = "\n\n".join(torn)
    telling = told(raw)
    assert [one.span.of(raw) for one in telling.utterances if one.repaired == "both"] == ["I never said that,"]
    whole = raw.replace("rope? said", 'rope?" said').replace("In the", '"In the').replace("shed.", 'shed."')
    assert all(one.repaired is None for one in told(whole).utterances)


def test_a_tag_that_lost_the_marks_on_both_sides_splits_a_damaged_text() -> None:
    torn = [
        '"Where is the rope? said Ann.',
        '"In the boat, cried Bob.',
        'I never put it there," said Ann.',
        '"You said it, replied Ann. I heard you well."',
    ]
    raw = "\n\n".join(['"You had it.', *torn])
    assert [one.span.of(raw) for one in told(raw).utterances][-2:] == ['"You said it,', 'I heard you well."']


def test_a_mention_that_lost_its_closer_is_no_speech() -> None:
    raw = 'They found their way to "Beechwood. It was an old house.' + SAID
    assert [one.span.of(raw) for one in told(raw).utterances] == ['"Well,"', '"I never."']


def test_a_single_mark_before_emphasis_opens_and_one_before_narration_closes() -> None:
    raw = "'_You_ would weep, too,' said Ann.\n\n'We always seem' she shook her head 'to be late.'\n\n'Yes,' said Bob."
    assert [one.span.of(raw) for one in told(raw).utterances] == [
        "'_You_ would weep, too,'",
        "'We always seem'",
        "'to be late.'",
        "'Yes,'",
    ]


MARKS = "\"'“”‘’„«»「」`´—–-"


@pytest.mark.parametrize("mark", MARKS)
def test_a_text_of_marks_alone_says_nothing_or_little_and_ends(mark: str) -> None:
    for raw in (mark * 2001, f"{mark} " * 2001, f"a {mark}" * 2001):
        telling = told(raw)
        spans = [one.span for one in telling.utterances]
        assert all(one.end <= other.start for one, other in pairwise(spans))


def test_a_text_without_speech_has_none() -> None:
    assert told("It rained all day.\n\nThe boats stayed in. Nobody came, and nobody's dog barked.").utterances == ()


def test_a_text_of_speech_alone_is_all_speech() -> None:
    raw = "\n\n".join(['"Is it far?"', '"Not very."'] * 50)
    assert len(told(raw).utterances) == 100


def test_an_endless_paragraph_is_cut_like_a_short_one() -> None:
    raw = '"Is it far?" said Ann. "Not very," said Bob. ' * 500
    assert len(told(raw).utterances) == 1000
