"""Sentences in many languages with the moves they tell: person, kind, from, to, status."""

# ruff: noqa: E501
from __future__ import annotations

TOLD: list[tuple[str, str, set[tuple[str, ...]]]] = [
    (
        "Angela Fan, who spent nine years at Meta, has joined OpenAI",
        "",
        {("angela-fan", "left", "meta", "openai", "reported")},
    ),
    (
        "Meta recruits Trapit Bansal from OpenAI",
        "",
        {("trapit-bansal", "joined", "openai", "meta", "reported")},
    ),
    (
        "Meta hires three OpenAI researchers",
        "Lucas Beyer, Alexander Kolesnikov and Xiaohua Zhai had set up the lab's office in Zurich.",
        {
            ("alexander-kolesnikov", "joined", "openai", "meta", "reported"),
            ("lucas-beyer", "joined", "openai", "meta", "reported"),
            ("xiaohua-zhai", "joined", "openai", "meta", "reported"),
        },
    ),
    (
        "Meta has lured away three researchers",
        "Lucas Beyer, Alexander Kolesnikov and Xiaohua Zhai come from OpenAI.",
        {
            ("alexander-kolesnikov", "joined", "openai", "meta", "reported"),
            ("lucas-beyer", "joined", "openai", "meta", "reported"),
            ("xiaohua-zhai", "joined", "openai", "meta", "reported"),
        },
    ),
    (
        "Angela Fan — a researcher on the Llama team — is leaving Meta",
        "",
        {("angela-fan", "left", "meta", "", "reported")},
    ),
    (
        "After eleven years, Angela Fan leaves Meta",
        "",
        {("angela-fan", "left", "meta", "", "reported")},
    ),
    (
        "Piotr Dollár, another veteran of Meta's research lab, is now on Mistral's technical staff",
        "He had left Meta in the summer.",
        {("piotr-dollar", "left", "meta", "mistral", "reported")},
    ),
    (
        "Meta researchers keep leaving",
        "Angela Fan went to OpenAI, Hugo Touvron is now at Mistral.",
        {
            ("angela-fan", "left", "meta", "openai", "reported"),
            ("hugo-touvron", "left", "meta", "mistral", "reported"),
        },
    ),
    (
        "Andrew Tulloch rejoins Meta from Thinking Machines",
        "",
        {("andrew-tulloch", "returned", "thinking-machines", "meta", "reported")},
    ),
    (
        "Andrew Tulloch, co-founder of Thinking Machines, is going to Meta",
        "",
        {("andrew-tulloch", "joined", "thinking-machines", "meta", "reported")},
    ),
    (
        "Thinking Machines co-founder Andrew Tulloch joins Meta",
        "",
        {("andrew-tulloch", "joined", "thinking-machines", "meta", "reported")},
    ),
    (
        "Apple loses Ruoming Pang to Meta",
        "",
        {("ruoming-pang", "joined", "apple", "meta", "reported")},
    ),
    (
        "Ruoming Pang, Apple's head of foundation models, is leaving for Meta",
        "",
        {("ruoming-pang", "joined", "apple", "meta", "reported")},
    ),
    (
        "Apple's top AI executive Ruoming Pang departs for Meta",
        "",
        {("ruoming-pang", "joined", "apple", "meta", "reported")},
    ),
    (
        "Meta has named Shengjia Zhao chief scientist of its superintelligence lab",
        "",
        {("shengjia-zhao", "joined", "", "meta", "reported")},
    ),
    (
        "Meta names former OpenAI researcher Shengjia Zhao chief scientist",
        "",
        {("shengjia-zhao", "joined", "openai", "meta", "reported")},
    ),
    (
        "OpenAI veteran Shengjia Zhao will be chief scientist at Meta Superintelligence Labs",
        "",
        {("shengjia-zhao", "joined", "openai", "msl", "reported")},
    ),
    (
        "Meta is in talks with Ruoming Pang",
        "",
        {("ruoming-pang", "offered", "", "meta", "rumoured")},
    ),
    ("Meta tried to hire Mira Murati", "", {("mira-murati", "offered", "", "meta", "rumoured")}),
    (
        "Meta made Andrew Tulloch an offer",
        "He turned it down.",
        {("andrew-tulloch", "offered", "", "meta", "reported")},
    ),
    (
        "Meta reportedly hired Ruoming Pang from Apple",
        "",
        {("ruoming-pang", "joined", "apple", "meta", "reported")},
    ),
    (
        "Ruoming Pang is considering leaving Apple for Meta, people familiar say",
        "",
        {("ruoming-pang", "joined", "apple", "meta", "rumoured")},
    ),
    (
        "Hugo Touvron could leave Meta, while Angela Fan has already joined OpenAI",
        "",
        {
            ("angela-fan", "left", "meta", "openai", "reported"),
            ("hugo-touvron", "left", "meta", "", "rumoured"),
        },
    ),
    (
        "Yann LeCun plans to leave Meta to found a startup, sources say",
        "",
        {("yann-lecun", "left", "meta", "", "rumoured")},
    ),
    (
        "Hugo Touvron denied that he would leave Meta. Angela Fan has left Meta.",
        "",
        {
            ("angela-fan", "left", "meta", "", "reported"),
            ("hugo-touvron", "left", "meta", "", "denied"),
        },
    ),
    (
        "Joelle Pineau steps down as head of Meta's FAIR",
        "",
        {("joelle-pineau", "left", "meta", "", "reported")},
    ),
    (
        "Joelle Pineau, Meta's head of AI research, announced her departure",
        "",
        {("joelle-pineau", "left", "meta", "", "reported")},
    ),
    (
        "Rob Fergus leaves DeepMind to lead FAIR",
        "",
        {("robert-fergus", "joined", "google-deepmind", "fair", "reported")},
    ),
    (
        "Rob Fergus takes over as head of FAIR from DeepMind",
        "",
        {("robert-fergus", "joined", "google-deepmind", "fair", "reported")},
    ),
    (
        "Yann LeCun quits. He had been at Meta for a decade and will start his own company.",
        "",
        {("yann-lecun", "left", "meta", "", "reported")},
    ),
    (
        "Hugo Touvron gave a talk about Llama at Meta. He joined Mistral in May.",
        "",
        {("hugo-touvron", "left", "meta", "mistral", "reported")},
    ),
    (
        "Meta pays a fortune for talent",
        "Among the recruits are Jack Rae from DeepMind and Trapit Bansal from OpenAI.",
        {
            ("jack-rae", "joined", "google-deepmind", "meta", "reported"),
            ("trapit-bansal", "joined", "openai", "meta", "reported"),
        },
    ),
    (
        "Meta's superintelligence unit is led by Alexandr Wang, formerly of Scale AI",
        "",
        {("alexandr-wang", "joined", "scale-ai", "meta", "reported")},
    ),
    (
        "Scale AI founder Alexandr Wang heads Meta Superintelligence Labs",
        "",
        {("alexandr-wang", "joined", "scale-ai", "msl", "reported")},
    ),
    (
        "Mistral poaches Hugo Touvron, Xavier Martinet and Faisal Azhar from Meta",
        "",
        {
            ("faisal-azhar", "left", "meta", "mistral", "reported"),
            ("hugo-touvron", "left", "meta", "mistral", "reported"),
            ("xavier-martinet", "left", "meta", "mistral", "reported"),
        },
    ),
    (
        "Nat Friedman quit Meta's lab; Daniel Gross stays",
        "",
        {
            ("daniel-gross", "stayed", "meta", "meta", "reported"),
            ("nat-friedman", "left", "meta", "", "reported"),
        },
    ),
    (
        "Only Touvron, Martinet and Azhar are still at Meta",
        "Hugo Touvron, Xavier Martinet and Faisal Azhar wrote the Llama paper.",
        {
            ("faisal-azhar", "stayed", "meta", "meta", "reported"),
            ("hugo-touvron", "stayed", "meta", "meta", "reported"),
            ("xavier-martinet", "stayed", "meta", "meta", "reported"),
        },
    ),
    ("Meta hires Angela Fan's former boss", "", set()),
    ("The co-founder of Mira Murati's startup joins Meta", "", set()),
    ("Meta hired two founding members of Mira Murati's Thinking Machines", "", set()),
    (
        "Yann LeCun praises Meta after Angela Fan's exit",
        "",
        {("angela-fan", "left", "meta", "", "reported")},
    ),
    ("Ahmad Al-Dahle leads Meta's generative AI group", "", set()),
    ("Meta AI chief scientist Yann LeCun says LLMs are a dead end", "", set()),
    ("Hugo Touvron left his keys at Meta's office", "", set()),
    ("Sam Altman says Meta offered his staff 100 million dollars", "", set()),
    (
        "Angela Fan leaves Meta to become a professor",
        "",
        {("angela-fan", "left", "meta", "", "reported")},
    ),
    ("Angela Fan moves from FAIR to Meta Superintelligence Labs", "", set()),
    (
        "Angela Fan kehrt Meta den Rücken und heuert bei OpenAI an",
        "",
        {("angela-fan", "left", "meta", "openai", "reported")},
    ),
    (
        "Meta wirbt Trapit Bansal von OpenAI ab",
        "",
        {("trapit-bansal", "joined", "openai", "meta", "reported")},
    ),
    (
        "Joëlle Pineau, die acht Jahre lang die KI-Forschung leitete, kündigte im April ihren Abgang von Meta an",
        "",
        {("joelle-pineau", "left", "meta", "", "reported")},
    ),
    (
        "Apple verliert seinen KI-Leiter Ruoming Pang an Meta",
        "",
        {("ruoming-pang", "joined", "apple", "meta", "reported")},
    ),
    (
        "Ruoming Pang verlässt Apple in Richtung Meta",
        "",
        {("ruoming-pang", "joined", "apple", "meta", "reported")},
    ),
    (
        "Der frühere Apple-Manager Ruoming Pang arbeitet künftig für Meta",
        "",
        {("ruoming-pang", "joined", "apple", "meta", "reported")},
    ),
    ("Yann LeCun soll Meta verlassen", "", {("yann-lecun", "left", "meta", "", "rumoured")}),
    (
        "Yann LeCun tritt als Chefwissenschaftler von Meta zurück",
        "",
        {("yann-lecun", "left", "meta", "", "reported")},
    ),
    ("Meta verhandelt mit Ruoming Pang", "", {("ruoming-pang", "offered", "", "meta", "rumoured")}),
    (
        "Meta holt drei Forscher von OpenAI",
        "Lucas Beyer, Alexander Kolesnikov und Xiaohua Zhai bauten das Büro in Zürich auf.",
        {
            ("alexander-kolesnikov", "joined", "openai", "meta", "reported"),
            ("lucas-beyer", "joined", "openai", "meta", "reported"),
            ("xiaohua-zhai", "joined", "openai", "meta", "reported"),
        },
    ),
    (
        "Shengjia Zhao wird Chefforscher in Metas Superintelligenz-Labor, er kommt von OpenAI",
        "",
        {("shengjia-zhao", "joined", "openai", "meta", "reported")},
    ),
    (
        "Angela Fan schließt sich OpenAI an, zuvor war sie bei Meta",
        "",
        {("angela-fan", "left", "meta", "openai", "reported")},
    ),
    ("Hugo Touvron bleibt Meta treu", "", {("hugo-touvron", "stayed", "meta", "meta", "reported")}),
    (
        "Angela Fan, qui dirigeait une équipe chez Meta, rejoint OpenAI",
        "",
        {("angela-fan", "left", "meta", "openai", "reported")},
    ),
    (
        "Meta débauche Ruoming Pang chez Apple",
        "",
        {("ruoming-pang", "joined", "apple", "meta", "reported")},
    ),
    (
        "Meta recrute trois chercheurs d'OpenAI",
        "Lucas Beyer, Alexander Kolesnikov et Xiaohua Zhai travaillaient à Zurich.",
        {
            ("alexander-kolesnikov", "joined", "openai", "meta", "reported"),
            ("lucas-beyer", "joined", "openai", "meta", "reported"),
            ("xiaohua-zhai", "joined", "openai", "meta", "reported"),
        },
    ),
    (
        "Yann LeCun va quitter Meta pour créer sa start-up",
        "",
        {("yann-lecun", "left", "meta", "", "reported")},
    ),
    (
        "Yann LeCun envisagerait de quitter Meta",
        "",
        {("yann-lecun", "left", "meta", "", "rumoured")},
    ),
    ("Yann LeCun dément son départ de Meta", "", {("yann-lecun", "left", "meta", "", "denied")}),
    (
        "L'ancien patron de Scale AI, Alexandr Wang, prend la tête du laboratoire de Meta",
        "",
        {("alexandr-wang", "joined", "scale-ai", "meta", "reported")},
    ),
    (
        "Angela Fan passe de Meta à Mistral",
        "",
        {("angela-fan", "left", "meta", "mistral", "reported")},
    ),
    (
        "Meta est en discussions avec Ruoming Pang",
        "",
        {("ruoming-pang", "offered", "", "meta", "rumoured")},
    ),
    (
        "Robert Fergus quitte Google DeepMind et revient chez Meta",
        "",
        {("robert-fergus", "returned", "google-deepmind", "meta", "reported")},
    ),
    (
        "Meta ficha a Ruoming Pang, responsable de IA de Apple",
        "",
        {("ruoming-pang", "joined", "apple", "meta", "reported")},
    ),
    (
        "Meta le arrebata Ruoming Pang a Apple",
        "",
        {("ruoming-pang", "joined", "apple", "meta", "reported")},
    ),
    (
        "Angela Fan deja Meta y se marcha a Mistral",
        "",
        {("angela-fan", "left", "meta", "mistral", "reported")},
    ),
    ("Yann LeCun podría dejar Meta", "", {("yann-lecun", "left", "meta", "", "rumoured")}),
    ("Yann LeCun niega que vaya a dejar Meta", "", {("yann-lecun", "left", "meta", "", "denied")}),
    (
        "Tres investigadores de OpenAI fichan por Meta",
        "Lucas Beyer, Alexander Kolesnikov y Xiaohua Zhai trabajaban en Zúrich.",
        {
            ("alexander-kolesnikov", "joined", "openai", "meta", "reported"),
            ("lucas-beyer", "joined", "openai", "meta", "reported"),
            ("xiaohua-zhai", "joined", "openai", "meta", "reported"),
        },
    ),
    ("Meta negocia con Ruoming Pang", "", {("ruoming-pang", "offered", "", "meta", "rumoured")}),
    (
        "Alexandr Wang, fundador de Scale AI, liderará el nuevo laboratorio de Meta",
        "",
        {("alexandr-wang", "joined", "scale-ai", "meta", "reported")},
    ),
    (
        "Meta contrata Ruoming Pang, que era da Apple",
        "",
        {("ruoming-pang", "joined", "apple", "meta", "reported")},
    ),
    (
        "Ruoming Pang deixa a Apple e vai para a Meta",
        "",
        {("ruoming-pang", "joined", "apple", "meta", "reported")},
    ),
    (
        "Angela Fan saiu da Meta para a OpenAI",
        "",
        {("angela-fan", "left", "meta", "openai", "reported")},
    ),
    ("Yann LeCun anuncia saída da Meta", "", {("yann-lecun", "left", "meta", "", "reported")}),
    (
        "Meta contrata três pesquisadores da OpenAI",
        "Lucas Beyer, Alexander Kolesnikov e Xiaohua Zhai atuavam em Zurique.",
        {
            ("alexander-kolesnikov", "joined", "openai", "meta", "reported"),
            ("lucas-beyer", "joined", "openai", "meta", "reported"),
            ("xiaohua-zhai", "joined", "openai", "meta", "reported"),
        },
    ),
    (
        "Laboratório da Meta será comandado por Alexandr Wang, da Scale AI",
        "",
        {("alexandr-wang", "joined", "scale-ai", "meta", "reported")},
    ),
    (
        "Meta strappa Ruoming Pang ad Apple",
        "",
        {("ruoming-pang", "joined", "apple", "meta", "reported")},
    ),
    ("Yann LeCun dice addio a Meta", "", {("yann-lecun", "left", "meta", "", "reported")}),
    ("Yann LeCun potrebbe lasciare Meta", "", {("yann-lecun", "left", "meta", "", "rumoured")}),
    ("Yann LeCun smentisce l'addio a Meta", "", {("yann-lecun", "left", "meta", "", "denied")}),
    (
        "Alexandr Wang di Scale AI guiderà il laboratorio di Meta",
        "",
        {("alexandr-wang", "joined", "scale-ai", "meta", "reported")},
    ),
    (
        "Tre ricercatori di OpenAI passano a Meta",
        "Lucas Beyer, Alexander Kolesnikov e Xiaohua Zhai lavoravano a Zurigo.",
        {
            ("alexander-kolesnikov", "joined", "openai", "meta", "reported"),
            ("lucas-beyer", "joined", "openai", "meta", "reported"),
            ("xiaohua-zhai", "joined", "openai", "meta", "reported"),
        },
    ),
    (
        "Meta haalt Ruoming Pang weg bij Apple",
        "",
        {("ruoming-pang", "joined", "apple", "meta", "reported")},
    ),
    (
        "Ruoming Pang verruilt Apple voor Meta",
        "",
        {("ruoming-pang", "joined", "apple", "meta", "reported")},
    ),
    (
        "Angela Fan verlaat Meta voor OpenAI",
        "",
        {("angela-fan", "left", "meta", "openai", "reported")},
    ),
    ("Yann LeCun zou Meta willen verlaten", "", {("yann-lecun", "left", "meta", "", "rumoured")}),
    ("Yann LeCun ontkent vertrek bij Meta", "", {("yann-lecun", "left", "meta", "", "denied")}),
    (
        "Alexandr Wang, oprichter van Scale AI, gaat het lab van Meta leiden",
        "",
        {("alexandr-wang", "joined", "scale-ai", "meta", "reported")},
    ),
    ("Meta praat met Ruoming Pang", "", {("ruoming-pang", "offered", "", "meta", "rumoured")}),
    ("Meta podkupiła Ruominga Panga z Apple", "", set()),
    (
        "Ruoming Pang odchodzi z Apple do Mety",
        "",
        {("ruoming-pang", "joined", "apple", "meta", "reported")},
    ),
    (
        "Angela Fan zamienia Metę na OpenAI",
        "",
        {("angela-fan", "left", "meta", "openai", "reported")},
    ),
    ("Yann LeCun może odejść z Mety", "", {("yann-lecun", "left", "meta", "", "rumoured")}),
    (
        "Yann LeCun zaprzecza, że odchodzi z Mety",
        "",
        {("yann-lecun", "left", "meta", "", "denied")},
    ),
    (
        "Meta переманила Ruoming Pang из Apple",
        "",
        {("ruoming-pang", "joined", "apple", "meta", "reported")},
    ),
    ("Ян Лекун покинул Meta", "", {("yann-lecun", "left", "meta", "", "reported")}),
    ("Ян Лекун может покинуть Meta", "", {("yann-lecun", "left", "meta", "", "rumoured")}),
    (
        "Ян Лекун опроверг слухи об уходе из Meta",
        "",
        {("yann-lecun", "left", "meta", "", "denied")},
    ),
    (
        "Angela Fan перешла из Meta в OpenAI",
        "",
        {("angela-fan", "left", "meta", "openai", "reported")},
    ),
    (
        "Основатель Scale AI Alexandr Wang возглавил лабораторию Meta",
        "",
        {("alexandr-wang", "joined", "scale-ai", "meta", "reported")},
    ),
    (
        "Трое исследователей OpenAI перешли в Meta",
        "Lucas Beyer, Alexander Kolesnikov и Xiaohua Zhai работали в Цюрихе.",
        {
            ("alexander-kolesnikov", "joined", "openai", "meta", "reported"),
            ("lucas-beyer", "joined", "openai", "meta", "reported"),
            ("xiaohua-zhai", "joined", "openai", "meta", "reported"),
        },
    ),
    (
        "Meta, Apple'dan Ruoming Pang'ı transfer etti",
        "",
        {("ruoming-pang", "joined", "apple", "meta", "reported")},
    ),
    (
        "Angela Fan Meta'dan ayrılıp OpenAI'a katıldı",
        "",
        {("angela-fan", "left", "meta", "openai", "reported")},
    ),
    (
        "Yann LeCun Meta'dan ayrılacağı iddialarını yalanladı",
        "",
        {("yann-lecun", "left", "meta", "", "denied")},
    ),
    (
        "Scale AI'ın kurucusu Alexandr Wang, Meta'nın yapay zekâ laboratuvarını yönetecek",
        "",
        {("alexandr-wang", "joined", "scale-ai", "meta", "reported")},
    ),
    (
        "Meta、AppleのRuoming Pang氏を引き抜き",
        "",
        {("ruoming-pang", "joined", "apple", "meta", "reported")},
    ),
    (
        "Angela Fan氏がMetaを離れOpenAIに加わった",
        "",
        {("angela-fan", "left", "meta", "openai", "reported")},
    ),
    (
        "AppleのAI責任者Ruoming Pang氏、Metaへ移籍",
        "",
        {("ruoming-pang", "joined", "apple", "meta", "reported")},
    ),
    ("ヤン・ルカン氏がMetaを退社する可能性", "", {("yann-lecun", "left", "meta", "", "rumoured")}),
    (
        "OpenAIの研究者3人がMetaに移籍",
        "Lucas Beyer氏、Alexander Kolesnikov氏、Xiaohua Zhai氏の3人。",
        {
            ("alexander-kolesnikov", "joined", "openai", "meta", "reported"),
            ("lucas-beyer", "joined", "openai", "meta", "reported"),
            ("xiaohua-zhai", "joined", "openai", "meta", "reported"),
        },
    ),
    (
        "OpenAI出身のShengjia Zhao氏がMetaの首席科学者に就任",
        "",
        {("shengjia-zhao", "joined", "openai", "meta", "reported")},
    ),
    (
        "Joelle Pineau氏がMetaを退職し、Cohereへ",
        "",
        {("joelle-pineau", "left", "meta", "cohere", "reported")},
    ),
    (
        "Metaを退社したAngela Fan氏はMistralに入社した",
        "",
        {("angela-fan", "left", "meta", "mistral", "reported")},
    ),
    (
        "Hugo Touvron氏は現在もMetaに在籍している",
        "",
        {("hugo-touvron", "stayed", "meta", "meta", "reported")},
    ),
    ("Meta从苹果挖走Ruoming Pang", "", {("ruoming-pang", "joined", "apple", "meta", "reported")}),
    ("Angela Fan离开Meta加入OpenAI", "", {("angela-fan", "left", "meta", "openai", "reported")}),
    ("杨立昆从Meta离职", "", {("yann-lecun", "left", "meta", "", "reported")}),
    ("传杨立昆将离开Meta", "", {("yann-lecun", "left", "meta", "", "rumoured")}),
    ("杨立昆否认离开Meta", "", {("yann-lecun", "left", "meta", "", "denied")}),
    (
        "前OpenAI研究员Shengjia Zhao出任Meta首席科学家",
        "",
        {("shengjia-zhao", "joined", "openai", "meta", "reported")},
    ),
    (
        "Meta挖来三名OpenAI研究员",
        "Lucas Beyer、Alexander Kolesnikov和Xiaohua Zhai此前在苏黎世工作。",
        {
            ("alexander-kolesnikov", "joined", "openai", "meta", "reported"),
            ("lucas-beyer", "joined", "openai", "meta", "reported"),
            ("xiaohua-zhai", "joined", "openai", "meta", "reported"),
        },
    ),
    (
        "Scale AI创始人Alexandr Wang将领导Meta的超级智能实验室",
        "",
        {("alexandr-wang", "joined", "scale-ai", "msl", "reported")},
    ),
    (
        "曾在Meta工作九年的Angela Fan加盟Mistral",
        "",
        {("angela-fan", "left", "meta", "mistral", "reported")},
    ),
    ("메타, 애플 Ruoming Pang 영입", "", {("ruoming-pang", "joined", "apple", "meta", "reported")}),
    (
        "Angela Fan, 메타 떠나 오픈AI 합류",
        "",
        {("angela-fan", "left", "meta", "openai", "reported")},
    ),
    ("얀 르쿤, 메타 퇴사 검토", "", {("yann-lecun", "left", "meta", "", "rumoured")}),
    ("얀 르쿤, 메타 퇴사설 부인", "", {("yann-lecun", "left", "meta", "", "denied")}),
    (
        "메타, 오픈AI 출신 Shengjia Zhao를 수석 과학자로 임명",
        "",
        {("shengjia-zhao", "joined", "openai", "meta", "reported")},
    ),
    (
        "Lucas Beyer, Xiaohua Zhai 등 오픈AI 출신 연구원 8명 메타 합류",
        "",
        {
            ("lucas-beyer", "joined", "openai", "meta", "reported"),
            ("xiaohua-zhai", "joined", "openai", "meta", "reported"),
        },
    ),
    (
        "스케일AI 창업자 Alexandr Wang이 메타 AI 조직을 이끈다",
        "",
        {("alexandr-wang", "joined", "scale-ai", "meta", "reported")},
    ),
    (
        "ميتا توظف Ruoming Pang من أبل",
        "",
        {("ruoming-pang", "joined", "apple", "meta", "reported")},
    ),
    (
        "Angela Fan تغادر ميتا وتنضم إلى OpenAI",
        "",
        {("angela-fan", "left", "meta", "openai", "reported")},
    ),
    ("يان ليكون قد يغادر ميتا", "", {("yann-lecun", "left", "meta", "", "rumoured")}),
    ("يان ليكون ينفي مغادرة ميتا", "", {("yann-lecun", "left", "meta", "", "denied")}),
    ("استقالة Joelle Pineau من ميتا", "", {("joelle-pineau", "left", "meta", "", "reported")}),
    (
        "ميتا تعين Shengjia Zhao القادم من OpenAI كبيرا للعلماء",
        "",
        {("shengjia-zhao", "joined", "openai", "meta", "reported")},
    ),
    (
        "मेटा ने एप्पल से Ruoming Pang को नियुक्त किया",
        "",
        {("ruoming-pang", "joined", "apple", "meta", "reported")},
    ),
    (
        "Angela Fan मेटा छोड़कर OpenAI में शामिल हुईं",
        "",
        {("angela-fan", "left", "meta", "openai", "reported")},
    ),
    ("यान लेकुन मेटा छोड़ सकते हैं", "", {("yann-lecun", "left", "meta", "", "rumoured")}),
    ("यान लेकुन ने मेटा छोड़ने की खबर का खंडन किया", "", {("yann-lecun", "left", "meta", "", "denied")}),
    ("मेटा ने Ruoming Pang को ऑफर दिया", "", {("ruoming-pang", "offered", "", "meta", "reported")}),
    (
        "Scale AI के संस्थापक Alexandr Wang मेटा की नई लैब का नेतृत्व करेंगे",
        "",
        {("alexandr-wang", "joined", "scale-ai", "meta", "reported")},
    ),
]

STRANGERS: list[tuple[str, str, set[tuple[str, ...]]]] = [
    (
        "Meta hires Jane Doe from Apple",
        "Meta has hired the researcher Jane Doe from Apple.",
        {("jane-doe", "joined", "apple", "meta", "reported")},
    ),
    (
        "Senior researcher Jane Doe leaves Meta for OpenAI",
        "",
        {("jane-doe", "left", "meta", "openai", "reported")},
    ),
    ("Meta hires Angela Fan's former colleague Jane Doe", "The deal is done.", set()),
    ("Meta hires Key Safety Leader From OpenAI", "", set()),
    (
        "Meta hires Apple design lead",
        "Meta has hired Jane Doe from the design team of Apple, sources said.",
        {("jane-doe", "joined", "apple", "meta", "reported")},
    ),
    (
        "Angela Fan and Jane Doe leave Meta for Mistral",
        "",
        {("jane-doe", "left", "meta", "mistral", "reported")},
    ),
    ("Meta names Vice President Kamala Harris' speech misleading", "", set()),
    ("Meta joins Paris Agreement", "", set()),
    ("Erste KI-Forscher verlassen Metas Superintelligence Labs", "", set()),
    (
        "Der Forscher Max Müller wechselt von Apple zu Meta",
        "",
        {("max-muller", "joined", "apple", "meta", "reported")},
    ),
    (
        "La chercheuse Jeanne Dupont quitte Meta pour Mistral",
        "",
        {("jeanne-dupont", "left", "meta", "mistral", "reported")},
    ),
    ("ジェーン・ドウ氏がMetaを退社", "", {("ジェーン-ドウ", "left", "meta", "", "reported")}),
    (
        "Meta leaves San Francisco office",
        "Meta is leaving San Francisco, joining Apple and Google.",
        set(),
    ),
]
