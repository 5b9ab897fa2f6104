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
        {("joelle-pineau", "left", "meta", "", "confirmed")},
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


def _rows(table: str) -> list[tuple[str, str, set[tuple[str, ...]]]]:
    """Lines of "title | lead | person kind from to status; ..."; a dash is no house."""
    cells = (line.split(" | ") for line in table.strip().splitlines())
    return [
        (title, lead.strip(), {_move(m) for m in moves.split(";") if m != "none"})
        for title, lead, moves in cells
    ]


def _move(text: str) -> tuple[str, ...]:
    return tuple("" if part == "-" else part for part in text.split())


HEADLINES = _rows(
    """
Llama co-creator Hugo Touvron is out at Meta after six years | The French researcher announced on LinkedIn that Friday was his last day. | hugo-touvron left meta - reported
Anthropic snags Meta's Luke Zettlemoyer to run its pretraining group |  | luke-zettlemoyer left meta anthropic reported
The departure of Joelle Pineau leaves a hole in Meta's research lab | Pineau, who ran FAIR, stepped down in May. | joelle-pineau left fair - reported; joelle-pineau left meta - reported
Exclusive: Mike Lewis in talks to leave Meta for Thinking Machines |  | mike-lewis left meta thinking-machines rumoured
Meta denies reports that Chris Cox is planning his exit | A spokesperson called the story 'simply false'. | chris-cox left meta - denied
Two more researchers bolt from Meta's superintelligence lab | Avi Verma and Ethan Knight have gone back to OpenAI, according to people familiar with the matter, while Rishabh Agarwal is heading to Periodic Labs. | avi-verma left meta openai reported; ethan-knight left meta openai reported; rishabh-agarwal left meta periodic-labs reported
Meta promotes Aparna Ramani to head of AI infrastructure | Ramani, a vice president, will report to Santosh Janardhan. | none
Yann LeCun criticises OpenAI for losing Jason Wei | The Meta scientist said on X that talent goes where the compute is. | none
Former Meta scientist Edouard Grave, now at Kyutai, unveils speech model |  | edouard-grave left meta kyutai reported
Sam Altman reacts as Meta recruits Shengjia Zhao and Hongyu Ren |  | hongyu-ren joined - meta reported; shengjia-zhao joined - meta reported
Zuckerberg personally courted Mark Chen, who turned him down | The OpenAI research chief was offered a huge package to come to Meta but said no. | none
Angela Fan rejects nine-figure Meta offer to remain at OpenAI |  | none
Cohere adds Joelle Pineau to its leadership, taps her as chief AI officer | The former Meta vice president of AI research starts Monday. | joelle-pineau left meta cohere reported
Meta's AI chief Alexandr Wang comments on Soumith Chintala's exit | "We wish him the best at Thinking Machines," Wang wrote. | soumith-chintala left meta - reported
Laurens van der Maaten has taken a job at Anthropic, leaving Meta after a decade |  | laurens-van-der-maaten left meta anthropic reported
Dina Powell McCormick joins Meta's board of directors |  | dina-powell-mccormick joined - meta reported
Meta acquires startup PlayAI | The team, led by founder John Doe, will work with Johan Schalkwyk, who joined Meta from Google last month. | johan-schalkwyk joined google meta reported
Trapit Bansal, Jiahui Yu and Shuchao Bi were poached from OpenAI by Meta |  | jiahui-yu joined openai meta reported; shuchao-bi joined openai meta reported; trapit-bansal joined openai meta reported
Thomas Scialom bids farewell to Meta | "After five years it is time for something new," the Llama lead posted. | thomas-scialom left meta - reported
Why Yann LeCun isn't going anywhere: Meta's chief scientist stays put |  | yann-lecun stayed meta meta reported
Bloomberg: Meta is trying to lure Mira Murati's cofounder Andrew Tulloch | Talks are ongoing and no agreement has been reached. | none
Meta exodus: Naman Goyal to Thinking Machines, Eric Hambro to Anthropic, Aurelien Rodriguez to Cohere |  | aurelien-rodriguez left meta cohere reported; eric-hambro left meta anthropic reported; naman-goyal left meta thinking-machines reported
Pascale Fung trades Meta for LeCun's new lab | She becomes chief research officer at AMI Labs. | pascale-fung left meta - reported
OpenAI hires wife of Meta's Nat Friedman as adviser |  | none
Loredana Crisan, the Meta veteran behind Messenger's redesign, heads to Figma as chief design officer... |  | loredana-crisan left meta figma reported
Ahmad Al-Dahle named Airbnb's technology chief | He previously led generative AI at Meta, where he oversaw the Llama models and... | ahmad-al-dahle left meta airbnb reported
Thinking Machines loses a co-founder as Meta wins over Andrew Tulloch |  | andrew-tulloch joined - meta reported
Der Abgang von Joelle Pineau trifft Meta hart | Die Forschungschefin hatte im Mai ihren Rückzug erklärt. | joelle-pineau left meta - reported
Apples KI-Chef Ruoming Pang heuert bei Meta an |  | ruoming-pang joined apple meta reported
Yann LeCun kehrt Meta offenbar den Rücken | Laut Insidern will er ein eigenes Start-up gründen. | yann-lecun left meta - rumoured
Meta holt Matt Deitke und Tim Brooks ins Superintelligenz-Labor | Zuvor hatte Zuckerberg beide persönlich umworben. | matt-deitke joined - meta reported; tim-brooks joined - meta reported
Meta befördert Aparna Ramani zur Infrastrukturchefin |  | none
OpenAI wirbt Chaya Nayak von Meta ab | Nayak soll dort Sonderprojekte leiten. | chaya-nayak left meta openai reported
Le départ de Guillaume Lample de Meta pour fonder Mistral avait surpris |  | guillaume-lample left meta mistral reported
Meta débauche Lucas Beyer chez OpenAI | Le chercheur rejoint le laboratoire de superintelligence à Zurich. | lucas-beyer joined openai meta reported
Laurent Solly claque la porte de Meta et rejoint Yann LeCun chez AMI Labs |  | laurent-solly left meta ami-labs reported
Joelle Pineau nommée directrice de l'IA de Cohere | L'ancienne patronne de la recherche de Meta prend ses fonctions en août. | joelle-pineau left meta cohere reported
Non, Yann LeCun ne quitte pas Meta | Le chercheur dément les rumeurs. | yann-lecun left meta - denied
Arthur Mensch salue l'arrivée de Baptiste Rozière chez Mistral | L'ingénieur travaillait jusqu'ici chez Meta. | baptiste-roziere left meta mistral reported
La salida de Yann LeCun de Meta sacude a la industria |  | yann-lecun left meta - reported
Meta ficha a Trapit Bansal, investigador clave de OpenAI |  | trapit-bansal joined openai meta reported
Soumith Chintala abandona Meta tras once años | El creador de PyTorch se incorpora a Thinking Machines. | soumith-chintala left meta - reported
Meta habría ofrecido 250 millones a Matt Deitke |  | none
Zuckerberg niega que Alexandr Wang vaya a dejar Meta |  | alexandr-wang left meta - denied
Rishabh Agarwal, exinvestigador de Meta, es contratado por Periodic Labs |  | rishabh-agarwal left meta periodic-labs reported
Yann LeCun anuncia saída da Meta para criar startup |  | yann-lecun left meta - reported
Meta tira Ruoming Pang da Apple com pacote milionário |  | ruoming-pang joined apple meta reported
Andrew Tulloch, cofundador da Thinking Machines, vai para a Meta |  | andrew-tulloch joined thinking-machines meta reported
Meta nega saída de Alexandr Wang |  | alexandr-wang left meta - denied
Joelle Pineau deixa o cargo na Meta e assume na Cohere |  | joelle-pineau left meta cohere reported
Yann LeCun elogia contratação de Rob Fergus pela Meta |  | robert-fergus joined - meta reported
Yann LeCun dice addio a Meta | Lo scienziato fonderà una società sui modelli del mondo. | yann-lecun left meta - reported
Meta strappa Ruoming Pang ad Apple |  | ruoming-pang joined apple meta reported
L'addio di Joelle Pineau a Meta: passa a Cohere |  | joelle-pineau left meta cohere reported
Meta, Shengjia Zhao nominato capo scienziato del laboratorio di superintelligenza |  | none
Nat Friedman smentisce di voler lasciare Meta |  | nat-friedman left meta - denied
Timothée Lacroix: «Perché ho lasciato Meta per Mistral» |  | timothee-lacroix left meta mistral reported
Yann LeCun vertrekt bij Meta om eigen bedrijf te beginnen |  | yann-lecun left meta - reported
Meta kaapt topman Ruoming Pang weg bij Apple |  | ruoming-pang joined apple meta reported
Het vertrek van Joelle Pineau bij Meta komt onverwacht |  | joelle-pineau left meta - reported
Laurens van der Maaten verruilt Meta voor Anthropic |  | laurens-van-der-maaten left meta anthropic reported
Lucas Beyer en Xiaohua Zhai stappen over van OpenAI naar Meta |  | lucas-beyer joined openai meta reported; xiaohua-zhai joined openai meta reported
Mogelijk vertrek van Chris Cox bij Meta, zeggen bronnen |  | chris-cox left meta - rumoured
Odejście Joelle Pineau z Mety |  | joelle-pineau left meta - reported
Piotr Dollár przechodzi z Mety do Thinking Machines |  | piotr-dollar left meta thinking-machines reported
Yann LeCun może odejść z Mety |  | yann-lecun left meta - rumoured
Trapit Bansal dołączył do Mety | Wcześniej pracował w OpenAI. | trapit-bansal joined - meta reported
メタのAI研究トップ、ヤン・ルカン氏が退社へ | 新会社を設立する。 | yann-lecun left meta - reported
アップルのルオミン・パン氏、メタに移籍 |  | ruoming-pang joined apple meta reported
OpenAI、MetaからAngela Fan氏を引き抜き |  | angela-fan left meta openai reported
Metaのチーフサイエンティストに元OpenAIのShengjia Zhao氏が就任 |  | none
Soumith Chintala氏がMetaを離れ、Thinking Machinesに加わった |  | soumith-chintala left meta thinking-machines reported
Joelle Pineau氏の退社をMetaが発表 |  | joelle-pineau left meta - reported
杨立昆宣布从Meta离职创业 |  | yann-lecun left meta - reported
Meta从苹果挖走庞若鸣 |  | ruoming-pang joined apple meta reported
传杨立昆将离开Meta | 知情人士称,他计划创办公司。 | yann-lecun left meta - rumoured
田渊栋被Meta裁员 |  | yuandong-tian left meta - reported
赵晟佳出任Meta超级智能实验室首席科学家 |  | shengjia-zhao joined - msl reported
OpenAI研究员Jason Wei和Hyung Won Chung跳槽至Meta |  | hyung-won-chung joined openai meta reported; jason-wei joined openai meta reported
얀 르쿤, 메타 퇴사 공식화 |  | yann-lecun left meta - confirmed
메타, 애플에서 루오밍 팡 영입 |  | ruoming-pang joined apple meta reported
얀 르쿤 메타 떠난다는 보도 부인 |  | yann-lecun left meta - denied
메타 출신 Soumith Chintala, Thinking Machines 합류 |  | soumith-chintala left meta thinking-machines reported
얀 르쿤, 메타 떠날 듯…창업 준비 |  | yann-lecun left meta - rumoured
Jack Rae, 구글 딥마인드에서 메타로 이적 |  | jack-rae joined google-deepmind meta reported
رحيل يان ليكون عن ميتا |  | yann-lecun left meta - reported
يان ليكون يعتزم مغادرة ميتا لتأسيس شركة ناشئة |  | yann-lecun left meta - reported
ميتا تستقطب Ruoming Pang من أبل |  | ruoming-pang joined apple meta reported
ميتا تنفي استقالة ألكسندر وانغ |  | alexandr-wang left meta - denied
Trapit Bansal ينضم إلى ميتا قادما من OpenAI |  | trapit-bansal joined openai meta reported
استقالة Joelle Pineau من ميتا |  | joelle-pineau left meta - reported
Уход Яна Лекуна из Meta подтверждён |  | yann-lecun left meta - reported
Meta переманила Жуомина Панга из Apple |  | none
Ян Лекун покинул Meta ради собственного стартапа |  | yann-lecun left meta - reported
Ян Лекун опроверг слухи об уходе из Meta |  | yann-lecun left meta - denied
Jack Rae перешёл из Google DeepMind в Meta |  | jack-rae joined google-deepmind meta reported
По слухам, Ян Лекун собирается уволиться из Meta |  | yann-lecun left meta - rumoured
Meta, Ruoming Pang'i Apple'dan transfer etti |  | ruoming-pang joined apple meta reported
Yann LeCun'un Meta'dan ayrılışı |  | yann-lecun left meta - reported
Yann LeCun Meta'dan ayrılacağı iddialarını yalanladı |  | yann-lecun left meta - denied
Soumith Chintala, Meta'dan Thinking Machines'e geçti |  | soumith-chintala left meta thinking-machines reported
Trapit Bansal Meta'ya katıldı | Araştırmacı daha önce OpenAI'da çalışıyordu. | trapit-bansal joined - meta reported
यान लेकुन ने मेटा से इस्तीफा दिया |  | yann-lecun left meta - reported
यान लेकुन मेटा छोड़ सकते हैं: रिपोर्ट |  | yann-lecun left meta - rumoured
मेटा ने एप्पल से Ruoming Pang को अपने साथ जोड़ा |  | ruoming-pang joined apple meta reported
मेटा में शामिल हुए Trapit Bansal |  | trapit-bansal joined - meta reported
यान लेकुन ने मेटा छोड़ने की खबरों का खंडन किया |  | yann-lecun left meta - denied
यान लेकुन की मेटा से विदाई |  | yann-lecun left meta - reported
Yann LeCun متا را ترک کرد |  | yann-lecun left meta - reported
Ruoming Pang از اپل به متا پیوست |  | ruoming-pang joined apple meta reported
মেটা ছাড়লেন Yann LeCun |  | yann-lecun left meta - reported
মেটায় যোগ দিলেন Ruoming Pang |  | ruoming-pang joined - meta reported
Yann LeCun laments departure of Joelle Pineau from Meta |  | joelle-pineau left meta - reported
Yann LeCun bedauert den Abgang von Joelle Pineau bei Meta |  | joelle-pineau left meta - reported
Yann LeCun regrette le départ de Joelle Pineau de Meta |  | joelle-pineau left meta - reported
Yann LeCun lamenta la salida de Joelle Pineau de Meta |  | joelle-pineau left meta - reported
Ян Лекун прокомментировал уход Joelle Pineau из Meta |  | joelle-pineau left meta - reported
Yann LeCun commenta l'addio di Joelle Pineau a Meta |  | joelle-pineau left meta - reported
Alexandr Wang welcomes the arrival of Jason Wei at Meta |  | jason-wei joined - meta reported
Angela Fan congratulates Luke Zettlemoyer on joining Anthropic from Meta |  | luke-zettlemoyer left meta anthropic reported
Anthropic hires former colleague of Angela Fan |  | none
OpenAI recruits chief of staff to Meta's Chris Cox |  | none
OpenAI holt Ehefrau von Meta-Manager Nat Friedman |  | none
OpenAI recrute la femme de Chris Cox, de Meta |  | none
OpenAI contrata al abogado de Chris Cox |  | none
A protege of Yann LeCun leaves Meta for OpenAI |  | none
Startup founded by Joelle Pineau's student joins Meta |  | none
Meta hires three engineers as Angela Fan leaves for OpenAI |  | angela-fan left meta openai reported
Joelle Pineau joins Cohere as Rob Fergus takes over Meta's FAIR |  | joelle-pineau left meta cohere reported; robert-fergus joined - fair reported
OpenAI raises pay after Meta poaches Jason Wei |  | jason-wei joined - meta reported
Apple shuffles AI team after losing Ruoming Pang to Meta |  | ruoming-pang joined apple meta reported
Meta's loss: Luke Zettlemoyer goes to Anthropic, Mike Lewis to OpenAI |  | luke-zettlemoyer left meta anthropic reported; mike-lewis left meta openai reported
Chris Cox will not be leaving Meta |  | chris-cox left meta - denied
Nat Friedman never joined OpenAI from Meta |  | nat-friedman left meta openai denied
Yann LeCun verlässt Meta nicht |  | yann-lecun left meta - denied
Yann LeCun no se marcha de Meta |  | yann-lecun left meta - denied
Yann LeCun não sai da Meta |  | yann-lecun left meta - denied
Yann LeCun non se ne va da Meta |  | yann-lecun left meta - denied
Ян Лекун не уволился из Meta |  | yann-lecun left meta - denied
Yann LeCun nie rezygnuje z pracy w Meta |  | none
ヤン・ルカン氏はMetaを辞めない |  | yann-lecun left meta - denied
杨立昆没有从Meta辞职 |  | yann-lecun left meta - denied
얀 르쿤, 메타 퇴사 안 한다 |  | yann-lecun left meta - denied
यान लेकुन मेटा नहीं छोड़ेंगे |  | yann-lecun left meta - denied
يان ليكون لم يستقيل من ميتا |  | yann-lecun left meta - denied
Yann LeCun vertrekt niet bij Meta |  | yann-lecun left meta - denied
Yann LeCun n'a jamais quitté Meta |  | yann-lecun left meta - denied
Yann LeCun Meta'dan ayrılmıyor |  | none
Yann LeCun verlässt angeblich Meta |  | yann-lecun left meta - rumoured
Yann LeCun quitterait Meta |  | yann-lecun left meta - rumoured
Yann LeCun dejaría Meta |  | yann-lecun left meta - rumoured
Yann LeCun lascerebbe Meta |  | yann-lecun left meta - rumoured
Yann LeCun deixaria a Meta |  | yann-lecun left meta - rumoured
Yann LeCun vertrekt naar verluidt bij Meta |  | yann-lecun left meta - rumoured
ヤン・ルカン氏がMetaを退社か |  | yann-lecun left meta - rumoured
ヤン・ルカン氏、Meta退社の噂 |  | yann-lecun left meta - rumoured
杨立昆被曝将从Meta离职 |  | yann-lecun left meta - rumoured
얀 르쿤 메타 퇴사설 |  | yann-lecun left meta - rumoured
Yann LeCun'un Meta'dan ayrılacağı iddia edildi |  | yann-lecun left meta - rumoured
Ян Лекун, возможно, покинет Meta |  | yann-lecun left meta - rumoured
أنباء عن رحيل يان ليكون عن ميتا |  | yann-lecun left meta - reported
यान लेकुन के मेटा छोड़ने की अटकलें |  | yann-lecun left meta - rumoured
Is Yann LeCun leaving Meta? |  | yann-lecun left meta - rumoured
What if Yann LeCun quits Meta? |  | yann-lecun left meta - rumoured
Analysts fear Alexandr Wang will quit Meta |  | alexandr-wang left meta - rumoured
Zuckerberg fears losing Alexandr Wang to OpenAI |  | none
Meta reportedly poaches Jason Wei |  | jason-wei joined - meta reported
Alexandr Wang threatens to quit Meta |  | alexandr-wang left meta - rumoured
Meta tries and fails to recruit Mira Murati |  | none
Meta failed to lure Mira Murati from Thinking Machines |  | none
Joelle Pineau considered leaving Meta in 2019 |  | joelle-pineau left meta - rumoured
Angela Fan leaves Meta's stock out of her portfolio |  | none
Chris Cox left Meta investors with more questions than answers |  | none
Alexandr Wang joins Zuckerberg at Meta Connect keynote |  | none
Soumith Chintala's PyTorch moves to OpenAI hardware |  | none
OpenAI adds Meta's Nat Friedman to list of witnesses |  | none
Joelle Pineau takes Meta to court |  | none
Susan Li steps down from Alminar board, stays Meta finance chief |  | susan-li stayed meta meta reported
Alexandr Wang named to Time 100 list, Meta says |  | none
Meta names new headset after Rob Fergus experiment |  | none
Ahmad Al-Dahle leads Meta's Llama team |  | none
Chris Cox wechselt bei Meta das Thema |  | none
Yann LeCun rejoint l'avis de Meta sur la régulation |  | none
Alexandr Wang deja claro que Meta seguirá invirtiendo |  | none
Chris Cox sale de Meta Connect con aplausos |  | none
Mark Chen deixa Meta e OpenAI em alerta |  | none
扎克伯格称杨立昆离开不影响Meta |  | yann-lecun left meta - reported
Meta、ルカン氏の新会社と提携 |  | none
"We hired the best," Alexandr Wang said of Jason Wei, who joined Meta from OpenAI |  | jason-wei joined openai meta reported
Mira Murati's Thinking Machines hires Soumith Chintala from Meta |  | soumith-chintala left meta thinking-machines reported
Joelle Pineau, who left Meta in May, joins the board of Mila |  | joelle-pineau left meta - reported
Before she joined Cohere, Joelle Pineau ran FAIR at Meta |  | joelle-pineau left meta cohere reported
Chris Cox interviewed Hugo Touvron before Touvron left Meta |  | hugo-touvron left meta - reported
Angela Fan: I left Meta because of bureaucracy |  | angela-fan left meta - reported
Nat Friedman was hired by Meta; Daniel Gross followed from SSI |  | daniel-gross joined ssi meta reported; nat-friedman joined - meta reported
Yuandong Tian was laid off by Meta |  | yuandong-tian left meta - reported
Yuandong Tian among those let go by Meta |  | yuandong-tian left meta - reported
Alexandr Wang laid off 600 people at Meta |  | none
Pineau appointed chief AI officer of Cohere | Joelle Pineau led FAIR at Meta until May. | joelle-pineau left meta cohere reported
Joelle Pineau, nombrada directora de IA de Cohere | Antes dirigió la investigación en Meta. | joelle-pineau left meta cohere reported
Ahmad Al-Dahle nominato direttore tecnico di Airbnb | Guidava la IA generativa di Meta. | ahmad-al-dahle left meta airbnb reported
Angela Fan has been picked by OpenAI to run its speech team | She was at Meta for nine years. | angela-fan left meta openai reported
Meta AI veteran Mike Lewis heads for the exit | The Llama post-training lead told colleagues this week he would be going. | mike-lewis left meta - reported
Jason Wei's move to Meta stings OpenAI, Sam Altman admits |  | jason-wei joined - meta reported
Meta taps OpenAI's Shengjia Zhao as chief scientist of superintelligence unit |  | shengjia-zhao joined openai meta reported
LeCun's protege Saining Xie follows him to AMI Labs, leaving Google DeepMind |  | saining-xie left google-deepmind ami-labs reported
Rumor: Apple wants Ahmad Al-Dahle back | The executive spent 17 years at Apple before Meta. | none
Anthropic cofounder blasts Meta for hiring Joel Pobar |  | joel-pobar joined anthropic meta reported
What Trapit Bansal's defection from OpenAI to Meta tells us about the talent war |  | trapit-bansal joined openai meta reported
Alexandr Wang's deputy quits Meta |  | none
Meta's Nat Friedman says he never considered joining OpenAI |  | nat-friedman left meta openai denied
No, Joelle Pineau has not been fired by Meta |  | none
Daniel Gross quits SSI; Sutskever takes over as CEO | Gross is expected to join Meta, people familiar with the matter said. | daniel-gross joined - meta rumoured
Bert Maher, Tony Liu and Chi-Hao Wu have resigned from Meta, joining Anthropic, an unnamed startup and Memories.ai respectively |  | bert-maher left meta - reported; chi-hao-wu left meta - reported; tony-liu left meta - reported
Meta acquires PlayAI team | Co-founder Mahmoud Felfel will report to Johan Schalkwyk. | none
Susan Li sells Meta shares worth $3 million |  | none
Judge Vince Chhabria leaves Meta copyright case unresolved |  | none
Cohere's new AI chief Joelle Pineau on life after Meta |  | none
Luke Zettlemoyer to stay on at Meta despite Anthropic's advances |  | none
Meta cloud deal: OpenAI's Barret Zoph joins Chris Cox for announcement |  | none
Meta would be mad to let Alexandr Wang go, analysts say |  | none
OpenAI pays up to stop Mark Chen from joining Meta |  | none
New York Times: Trump names Dina Powell McCormick's husband to post as Meta president steps in |  | none
Joelle Pineau ist nicht mehr bei Meta | Sie arbeitet inzwischen für Cohere. | joelle-pineau left meta - reported
Alexandr Wang begrüßt Wechsel von Jason Wei zu Meta |  | jason-wei joined - meta reported
Meta perd Joelle Pineau au profit de Cohere |  | joelle-pineau left meta cohere reported
L'ex-chercheur de Meta Timothée Lacroix, cofondateur de Mistral, critique l'AI Act |  | timothee-lacroix left meta mistral reported
Zuckerberg aurait approché Arthur Mensch pour Meta |  | none
Pascale Fung quitte Meta : Yann LeCun se réjouit de l'accueillir chez AMI Labs |  | pascale-fung left meta - reported
Fuga de talentos en Meta: Avi Verma se va a OpenAI y Rishabh Agarwal a Periodic Labs |  | avi-verma left meta openai reported; rishabh-agarwal left meta periodic-labs reported
Alexandr Wang lamenta la marcha de Soumith Chintala | El ingeniero deja Meta tras once años. | soumith-chintala left meta - reported
El hermano de Chris Cox deja Meta |  | none
Após passagem pela Meta, Joelle Pineau é anunciada pela Cohere |  | joelle-pineau left meta cohere reported
Zuckerberg tenta convencer Mira Murati a trocar Thinking Machines pela Meta |  | mira-murati joined thinking-machines meta rumoured
Alexandr Wang commenta l'uscita di Yann LeCun da Meta |  | yann-lecun left meta - reported
OpenAI plukt Chaya Nayak weg bij Meta |  | chaya-nayak left meta openai reported
Chris Cox blijft bij Meta, ondanks geruchten over vertrek |  | chris-cox left meta - rumoured
OpenAI zatrudnia Chayę Nayak z Meta |  | none
Joelle Pineau nie pracuje już w Meta, dołączyła do Cohere |  | joelle-pineau left meta cohere reported
メタ、OpenAIの趙晟佳氏を獲得 |  | shengjia-zhao joined openai meta reported
Alexandr Wang氏、Yann LeCun氏のMeta退社についてコメント |  | yann-lecun left meta - reported
MetaのLuke Zettlemoyer氏、Anthropicへ |  | luke-zettlemoyer left meta anthropic reported
ヤン・ルカン氏は退社せず、Metaに残る意向 |  | yann-lecun stayed meta meta reported
Meta首席科学家杨立昆:我不会离开 |  | yann-lecun left meta - denied
汪滔回应杨立昆离职Meta |  | yann-lecun left meta - reported
庞若鸣离开Meta重回苹果?当事人否认 |  | ruoming-pang left meta apple denied
알렉산더 왕, 얀 르쿤의 메타 퇴사에 입 열었다 |  | yann-lecun left meta - reported
زوكربيرغ يعلق على رحيل يان ليكون عن ميتا |  | yann-lecun left meta - reported
يان ليكون: لن أترك ميتا |  | none
Александр Ван высказался об уходе Яна Лекуна из Meta |  | yann-lecun left meta - reported
Soumith Chintala больше не работает в Meta и присоединился к Thinking Machines |  | soumith-chintala left meta thinking-machines reported
Meta'nın baş bilimcisi Yann LeCun istifa etti |  | yann-lecun left meta - reported
Meta, Jason Wei'yi OpenAI'dan kaptı |  | jason-wei joined openai meta reported
मेटा ने यान लेकुन को नहीं निकाला |  | none
Jason Wei ओपनएआई छोड़कर मेटा में शामिल |  | jason-wei joined openai meta reported
Thinking Machines scoops Piotr Dollár and Andrea Madotto from Meta |  | andrea-madotto left meta thinking-machines reported; piotr-dollar left meta thinking-machines reported
Meta's superintelligence chief fires back after Rohan Anil's move to Anthropic |  | rohan-anil left meta anthropic reported
Joelle Pineau remembers the day she told Yann LeCun she was leaving | Pineau quit Meta in May. | joelle-pineau left meta - reported
OpenAI in advanced talks to bring Ruoming Pang over from Meta |  | none
OpenAI names former Meta executive Chaya Nayak to special initiatives post |  | chaya-nayak left meta openai reported
Meta says Hugo Touvron, the Llama author, remains an employee |  | hugo-touvron stayed meta meta reported
Alexandr Wang thanks departing colleague Loredana Crisan | The designer is joining Figma. | none
Figma's Dylan Field: why we hired Loredana Crisan away from Meta |  | loredana-crisan left meta figma reported
Could Yann LeCun be the next to leave Meta? |  | yann-lecun left meta - rumoured
Nvidia and Meta both wanted Mira Murati; neither got her |  | none
If Alexandr Wang leaves Meta, Scale AI would take him back, insider jokes |  | alexandr-wang left meta - rumoured
The Meta engineer who trained Jack Rae quits |  | none
Meta and Anthropic swap researchers: Anton Bakhtin in, Rohan Anil out |  | none
Yann LeCun joins calls for Meta to open source its models |  | none
Mark Chen memo: 'someone has broken into our home' as Meta hires Lucas Beyer |  | lucas-beyer joined - meta reported
Nach Abgang von Yann LeCun: Rob Fergus leitet FAIR bei Meta |  | robert-fergus joined - fair reported; yann-lecun left meta - reported
Meta-Forscher Mike Lewis bestätigt: Er geht zu OpenAI |  | mike-lewis left meta openai confirmed
Ein Vertrauter von Alexandr Wang verlässt Meta |  | none
Alexandr Wang will Meta nicht verlassen |  | alexandr-wang left meta - denied
Meta aurait tenté de débaucher Guillaume Lample |  | none
Joelle Pineau a quitté Meta en mai ; elle pilote désormais l'IA de Cohere |  | joelle-pineau left meta - reported
Arthur Mensch n'a pas l'intention de rejoindre Meta |  | arthur-mensch joined - meta denied
¿Se va Yann LeCun de Meta? |  | yann-lecun left meta - rumoured
Meta pierde a Joelle Pineau en favor de Cohere |  | joelle-pineau left meta cohere reported
El discípulo de Yann LeCun que deja Meta por OpenAI |  | none
Chefe de IA da Meta, Alexandr Wang critica saída de Yann LeCun |  | yann-lecun left meta - reported
OpenAI contrata Avi Verma, ex-Meta |  | avi-verma left meta openai reported
Alexandr Wang non lascia Meta: «Sto bene qui» |  | alexandr-wang left meta - denied
OpenAI assume Angela Fan, ex ricercatrice di Meta |  | angela-fan left meta openai reported
Oprichter van Scale AI, Alexandr Wang, gaat aan de slag bij Meta |  | alexandr-wang joined scale-ai meta reported
Były szef badań Meta Joelle Pineau dołączyła do Cohere |  | joelle-pineau left meta cohere reported
Meta、元GitHub CEOのNat Friedman氏を起用 |  | nat-friedman joined - meta reported
Soumith Chintala氏がMeta退社を発表、次はThinking Machines |  | soumith-chintala left meta - reported
Sam Altman氏「MetaはMark Chen氏を引き抜けなかった」 |  | none
前Meta研究员Angela Fan加盟OpenAI |  | angela-fan left meta openai reported
扎克伯格亲自出面挖角,庞若鸣离开苹果 |  | none
메타 얀 르쿤 "회사 떠나지 않겠다" |  | yann-lecun left meta - denied
조엘 피노 전 메타 부사장, 코히어 합류 |  | joelle-pineau left meta cohere reported
كوهير تعين Joelle Pineau من ميتا |  | none
هل يغادر يان ليكون ميتا؟ |  | yann-lecun left meta - rumoured
Ян Лекун не исключил ухода из Meta |  | yann-lecun left meta - rumoured
Бывший сотрудник Meta Тимоте Лакруа раскритиковал компанию |  | none
Yann LeCun Meta'dan ayrılacak mı? |  | yann-lecun left meta - rumoured
क्या यान लेकुन मेटा छोड़ेंगे? |  | yann-lecun left meta - rumoured
Meta raises spending | Angela Fan, a former Meta scientist who is now at OpenAI, said the plan was bold. Yann LeCun declined to comment on whether he was leaving Meta. | angela-fan left meta openai reported; yann-lecun left meta - rumoured
Meta buhlt um Mira Muratis Mitgründer | Andrew Tulloch lehnte ein Milliardenangebot ab. | none
Zuckerberg's talent raid continues: Hyung Won Chung and Zhiqing Sun walk from OpenAI to Meta |  | hyung-won-chung joined openai meta reported; zhiqing-sun joined openai meta reported
Meta co-founder's ally Chris Cox mourns Joelle Pineau exit |  | joelle-pineau left meta - reported
Armand Joulin, once of FAIR, now leads Gemma at Google DeepMind |  | armand-joulin left meta google-deepmind reported
The hiring of Jack Rae by Meta caught DeepMind off guard, Hassabis concedes |  | jack-rae joined - meta reported
Meta restructures AI unit; Nat Friedman and Daniel Gross to report to Alexandr Wang |  | none
Devendra Singh Chaplot returns to Meta from Mistral |  | devendra-singh-chaplot returned mistral meta reported
Vision chief Piotr Dollár out at Meta |  | piotr-dollar left meta - reported
Ross Taylor: what I learned after leaving Meta |  | ross-taylor left meta - reported
Andy Stone denies Alexandr Wang clashed with Chris Cox at Meta |  | none
Sources close to Alexandr Wang dispute claim he wants out of Meta |  | none
Investor says Yuandong Tian's layoff from Meta was a mistake |  | yuandong-tian left meta - reported
OpenAI verliert Hongyu Ren an Meta |  | hongyu-ren joined openai meta reported
Andrew Tulloch kehrt zu Meta zurück |  | andrew-tulloch returned - meta reported
Andrew Tulloch revient chez Meta après l'aventure Thinking Machines |  | andrew-tulloch returned - meta reported
Le patron de Meta félicite Yann LeCun pour son départ |  | yann-lecun left meta - reported
Andrew Tulloch vuelve a Meta |  | andrew-tulloch returned - meta reported
Yann LeCun confirma su salida de Meta |  | yann-lecun left meta - confirmed
Rob Fergus volta à Meta para comandar a FAIR |  | robert-fergus returned - fair reported
Dopo 12 anni Yann LeCun lascia Meta, il commento di Sam Altman |  | yann-lecun left meta - reported
Collega van Yann LeCun stapt over naar OpenAI |  | none
Yann LeCun ogłosił odejście z Meta |  | yann-lecun left meta - confirmed
OpenAIのJiahui Yu氏ら4人がMetaに移籍 |  | jiahui-yu joined openai meta reported
ルカン氏退社でMetaのAI戦略は ヤン・ルカン氏の後任は未定 |  | yann-lecun left meta - reported
OpenAI四名研究员赵晟佳、余家辉等加入Meta |  | jiahui-yu joined openai meta reported; shengjia-zhao joined openai meta reported
Meta高管Loredana Crisan离职,将加入Figma |  | loredana-crisan left meta figma reported
메타 떠난 얀 르쿤, AMI 랩스 설립 |  | yann-lecun left meta ami-labs reported
Soumith Chintala يغادر ميتا وينضم إلى Thinking Machines |  | soumith-chintala left meta thinking-machines reported
وقد غادر هوغو توفرا شركة ميتا |  | hugo-touvron left meta - reported
غادر هوغو توفرا شركة ميتا، كما غادرت جويل بينو ميتا |  | hugo-touvron left meta - reported; joelle-pineau left meta - reported
Rishabh Agarwal ушёл из Meta в Periodic Labs |  | rishabh-agarwal left meta periodic-labs reported
Joelle Pineau Meta'dan ayrılıp Cohere'e katıldı |  | joelle-pineau left meta cohere reported
Soumith Chintala ने मेटा छोड़कर Thinking Machines ज्वाइन किया |  | soumith-chintala left meta thinking-machines reported
"""
)

NO_FACTS = """
Yann LeCun soll vor dem Abschied von Meta stehen
Gerüchte um Abgang von Yann LeCun bei Meta
Verlässt Yann LeCun Meta?
Yann LeCun erwägt, Meta zu verlassen
Yann LeCun hat nicht vor, Meta zu verlassen
Meta weist Bericht über Abgang von Yann LeCun zurück
Yann LeCun songerait à quitter Meta
Yann LeCun sur le point de quitter Meta, selon des rumeurs
Yann LeCun va-t-il quitter Meta ?
Meta dément le départ de Yann LeCun
Yann LeCun envisage de quitter Meta
Yann LeCun podría estar a punto de dejar Meta
Rumores sobre la salida de Yann LeCun de Meta
Yann LeCun se plantea dejar Meta
Meta niega la salida de Yann LeCun
Yann LeCun no tiene planes de dejar Meta
Yann LeCun avalia sair da Meta
Yann LeCun vai deixar a Meta?
Rumores de saída de Yann LeCun da Meta
Yann LeCun não pretende deixar a Meta
Yann LeCun starebbe per lasciare Meta
Yann LeCun pensa di lasciare Meta
Yann LeCun lascia Meta? Le voci
Meta smentisce l'addio di Yann LeCun
Yann LeCun overweegt vertrek bij Meta
Vertrekt Yann LeCun bij Meta?
Meta ontkent vertrek van Yann LeCun
Yann LeCun zou Meta verlaten
Yann LeCun rozważa odejście z Meta
Czy Yann LeCun odejdzie z Meta?
Meta zaprzecza odejściu Yanna LeCuna
Yann LeCun nie zamierza odejść z Meta
ヤン・ルカン氏、Meta退社を検討
ヤン・ルカン氏がMetaを退社する可能性
ヤン・ルカン氏、Metaを去る?
ヤン・ルカン氏、Metaを退社するつもりはない
ヤン・ルカン氏がMeta退社との報道、本人は否定
杨立昆考虑离开Meta
杨立昆要离开Meta了吗?
Meta否认杨立昆离职
网传杨立昆离职Meta
杨立昆无意离开Meta
消息称杨立昆或离开Meta
얀 르쿤, 메타 퇴사 검토
얀 르쿤 메타 떠나나?
메타, 얀 르쿤 퇴사설 부인
얀 르쿤, 메타 떠날 계획 없다
يان ليكون قد يغادر ميتا
ميتا تنفي رحيل يان ليكون
يان ليكون لا يعتزم مغادرة ميتا
يان ليكون يفكر في مغادرة ميتا
Ян Лекун может покинуть Meta
Уйдёт ли Ян Лекун из Meta?
Meta отрицает уход Яна Лекуна
Ян Лекун не планирует уходить из Meta
Ян Лекун думает об уходе из Meta
Yann LeCun Meta'dan ayrılmayı düşünüyor
Yann LeCun Meta'dan ayrılıyor mu?
Meta, Yann LeCun'un ayrıldığı iddiasını yalanladı
यान लेकुन मेटा छोड़ने पर विचार कर रहे
क्या यान लेकुन ने मेटा छोड़ दिया?
मेटा ने यान लेकुन के इस्तीफे से इनकार किया
Yann LeCun mulls Meta exit
Yann LeCun is on his way out at Meta, rumors say
Report of Yann LeCun's exit from Meta is false, company says
Yann LeCun has no plans to leave Meta
Yann LeCun eyes exit from Meta
Yann LeCun said to be leaving Meta
Yann LeCun weighs leaving Meta for startup
Sources: Yann LeCun might quit Meta
Yann LeCun laughs off talk of quitting Meta
Yann LeCun almost left Meta last year
OpenAI offers Shengjia Zhao a raise to stop him from joining Meta
Meta offered Mark Chen a job
Mark Chen declines to join Meta
Mark Chen lehnt Angebot von Meta ab
Meta wollte Mira Murati abwerben
Meta a proposé un poste à Arthur Mensch
Arthur Mensch refuse de rejoindre Meta
Meta intentó fichar a Mira Murati
Mira Murati rechaza unirse a Meta
Meta tentou contratar Mira Murati
Mira Murati recusa oferta da Meta
Meta ha cercato di assumere Mira Murati
Mira Murati rifiuta l'offerta di Meta
Meta probeerde Mira Murati te strikken
Meta próbowała zatrudnić Mirę Murati
Meta、ミラ・ムラティ氏の引き抜きに失敗
ミラ・ムラティ氏、Metaのオファーを拒否
Meta试图挖走Mira Murati
Mira Murati拒绝加入Meta
메타, 미라 무라티 영입 시도
미라 무라티, 메타 제안 거절
ميتا حاولت توظيف Mira Murati
Meta пыталась переманить Миру Мурати
Мира Мурати отказалась перейти в Meta
Meta, Mira Murati'yi transfer etmek istedi
Mira Murati Meta'nın teklifini reddetti
मेटा ने Mira Murati को नौकरी की पेशकश की
""".strip().splitlines()
"""Headlines that rumour, deny, ask, attempt or offer: nobody has moved."""
