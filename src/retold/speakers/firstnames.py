"""Common English first names by the gender they mostly go with, and what is short for which."""

from __future__ import annotations

from retold.speechwords import wordset

# Common first names by the gender they mostly go with, for names that no pronoun follows.
MALE_NAMES = wordset("""
aaron abraham adam adrian alan albert alec alexander alfred allan allen andre andrew angus anthony antoine archie
arthur barry ben benedict benjamin bernard bertram bill bob boris brandon brendan brian bruce bruno bryan caleb callum
cameron carl carlos cecil cedric charles charlie christopher clarence clifford clive colin connor craig cyril damian
daniel darren david dean dennis derek dick dmitri dominic donald douglas duncan dylan edgar edmond edmund edward edwin
elias elliot emil eric ernest ethan eugene evan ewan ezra felix ferdinand finn francis frank fred frederick gabriel
gareth gary gavin geoffrey george gerald gerard gilbert giles glen godfrey gordon graham greg gregory gus guy hal hans
harold harry harvey hassan hector henri henry herbert hiram homer horace howard hubert hugh hugo humphrey ian igor
isaac ivan jack jacob jake james jason jasper jeremy jerome jim joe joel john jonas jonathan jorge joseph joshua josiah
juan jude julian justin karl keith kenneth kevin kurt kyle lance laurence lawrence leo leonard leslie lewis liam lionel
louis lucas luis luke malcolm marcel marcus mario mark martin marvin mateo matthew maurice max michael miles milo
mohammed morris mortimer moses nathan ned neil neville nicholas nigel noah norman oleg oliver omar oscar oswald otis
otto owen pablo patrick paul pedro percy peter philip pierre piers quentin ralph ravi raymond reginald reuben rhys
richard robert roderick rodney roger roland rolf ronald rory ross rowland roy rudolf rufus rupert russell ryan samuel
saul sean sebastian sergei seth shane sidney silas simon solomon stanley stephen steven stewart stuart ted terence
theodore thomas tim timothy tobias toby tom tony trevor tristan tyler ulrich vernon victor vincent vladimir wallace
walter warren wayne wesley wilbur wilfred william yusuf zachary
""")
FEMALE_NAMES = wordset("""
abigail ada adela adelaide adele agatha agnes aisha alexandra alice alicia alison alma amanda amelia amy anastasia
andrea angela angelina anita ann anna annabel anne annie anya astrid audrey augusta ava barbara beatrice bella bertha
beth betty bianca bonnie brenda bridget brigid camilla camille carla carmen carol caroline cassandra catherine cathy
cecilia celeste celia charlene charlotte cheryl chloe christina christine claire clara clare clarissa colleen constance
cora cordelia cynthia daisy danielle daphne dawn deborah delia denise diana dinah dolly dora doris dorothea dorothy
drusilla edith edna effie eileen elaine eleanor elena elisabeth elise eliza elizabeth ella ellen eloise elsa elsie
emilia emily emma erica erin estelle esther ethel eugenia eunice eva eve evelyn faith fanny fatima felicia felicity
fiona flora florence frances freda frieda gabrielle gemma genevieve georgia georgiana geraldine gertrude gillian gina
gladys grace greta gretchen gwen hannah harriet hazel heather hedwig heidi helen henrietta hermione hester hilda holly
hope hortense ida imogen inez ingrid irene irina iris isabel isabella ivy jackie jacqueline jane janet jasmine jean
jennifer jenny jessica jill joan joanna jocelyn josephine joyce judith judy julia juliet justine kara karen kate
katherine kathleen katie katya kirsten kitty kristin lara laura lauren lavinia leah leila lena leonora letitia lettice
lilian lily linda lisa liz lois lola lorna lorraine louisa louise lucille lucinda lucy lydia mabel madeleine
magdalena maggie margaret margery maria mariam marian marianne marie marilyn marina marion marjorie marlene martha mary
matilda maud maureen mavis maya meg melanie melissa meredith mia michelle mildred millicent mina minerva miranda miriam
molly mona monica muriel myra nadia nadine nancy naomi natalie natasha nell nicole nina nora norah noreen octavia
odette olga olive olivia ophelia pamela patience patricia paula pauline penelope petra philippa phoebe phyllis polly
priscilla prudence rachel ramona rebecca rhoda rita roberta rosa rosalie rosalind rosamund rosanna rose rosemary rowena
roxanne ruth sabrina sally samantha sandra sarah selina serena sheila shirley sofia sonia sophia sophie stella
stephanie susan susannah sybil sylvia tabitha tamara tatiana teresa tess tessa thelma theodora theresa tiffany tina
ursula valerie vanessa vera veronica victoria viola violet virginia vivian vivienne wanda wendy wilhelmina willa
winifred xenia yasmin yvette yvonne zara zelda zoe
""")
NICKNAMES = {
    short: full
    for full, shorts in {
        "abigail": "abby",
        "adelaide": "addie",
        "albert": "bertie",
        "alexander": "alex sandy alec",
        "alfred": "alf alfie",
        "amanda": "mandy",
        "andrew": "andy drew",
        "angela": "angie",
        "anthony": "tony ant",
        "arthur": "artie",
        "barbara": "babs",
        "beatrice": "bea trixie",
        "benjamin": "ben benny",
        "bridget": "biddy bridie",
        "caroline": "carrie caro",
        "catherine": "cathy cath kate kitty katy katie kit kat katherine kathryn catharine",
        "cecilia": "cissy",
        "charles": "charlie charley chas chuck",
        "charlotte": "lottie",
        "christina": "chrissie",
        "christopher": "chris kit",
        "constance": "connie",
        "cynthia": "cindy",
        "daniel": "dan danny",
        "david": "dave davy",
        "deborah": "deb debbie",
        "donald": "don donny",
        "dorothy": "dot dolly dottie dorothea",
        "douglas": "doug",
        "edith": "edie",
        "edward": "ed eddie ned ted teddy",
        "eleanor": "nell nellie ellie nora",
        "elizabeth": "lizzy lizzie liz eliza betty beth bess bessie betsy elsie libby lisbeth elisabeth",
        "ernest": "ernie",
        "esther": "essie",
        "eugene": "gene",
        "evelyn": "evie",
        "florence": "flo flossie florrie",
        "frances": "fanny frankie",
        "francis": "frank frankie",
        "frederick": "fred freddy freddie",
        "geoffrey": "geoff jeff",
        "george": "georgie",
        "georgiana": "georgie",
        "gerald": "gerry",
        "gertrude": "gertie trudy",
        "gregory": "greg",
        "harold": "hal",
        "harriet": "hattie",
        "henrietta": "hetty etta",
        "henry": "harry hal hank",
        "herbert": "herb",
        "isabella": "bella belle isa",
        "jacob": "jake",
        "james": "jim jimmy jamie jem",
        "jane": "jenny janie jeanie",
        "janet": "jan",
        "jennifer": "jen jenny jenn",
        "jessica": "jess jessie",
        "john": "johnny jack johnnie",
        "jonathan": "jon jonny",
        "joseph": "joe joey jo",
        "josephine": "jo josie",
        "judith": "judy",
        "kenneth": "ken kenny",
        "laurence": "larry laurie lawrence",
        "leonard": "len lenny leo",
        "lilian": "lil lily lilly",
        "louisa": "lou",
        "madeleine": "maddie",
        "margaret": "meg maggie peggy madge marge daisy",
        "martha": "patty",
        "mary": "molly polly may",
        "matilda": "tilly tilda",
        "matthew": "matt matty mat",
        "maximilian": "max",
        "michael": "mike mick mickey",
        "mildred": "millie",
        "nathan": "nate nathaniel",
        "nicholas": "nick nicky",
        "oliver": "ollie",
        "pamela": "pam",
        "patricia": "pat patty trish",
        "patrick": "pat paddy",
        "penelope": "penny",
        "percival": "percy",
        "peter": "pete",
        "philip": "phil pip",
        "philippa": "pippa",
        "prudence": "prue",
        "rebecca": "becky becca",
        "richard": "dick rick ricky dickie",
        "robert": "bob rob bobby robbie robin bert",
        "ronald": "ron ronnie",
        "samuel": "sam sammy",
        "sarah": "sally sadie sara",
        "sebastian": "seb",
        "sophia": "sophy",
        "stephen": "steve steven stevie",
        "susan": "sue susie suzy susannah",
        "terence": "terry",
        "teresa": "tess",
        "theodore": "theo ted teddy",
        "thomas": "tom tommy",
        "timothy": "tim timmy",
        "victoria": "vicky tori",
        "vincent": "vince",
        "virginia": "ginny",
        "walter": "walt wally",
        "wilhelmina": "mina minnie",
        "william": "will bill billy willie willy liam",
        "winifred": "winnie",
        "zachary": "zach zack",
    }.items()
    for short in shorts.split()
}
