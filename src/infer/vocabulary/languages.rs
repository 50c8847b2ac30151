//! Labels and headings of postmortems in other languages than English: Spanish, Portuguese, French, German, Japanese,
//! Chinese and Korean.

use super::Topic::{self, *};

/// Labels by their words, as [`super::labels::LABELS`] has them.
pub(super) const LABELS: &[(Topic, &str)] = &[
    (
        Title,
        "título|titulo|titre|titel|タイトル|件名|标题|標題|제목",
    ),
    (
        Summary,
        "resumen|resumen ejecutivo|resumen del incidente|resumo executivo|descripción|descripcion|descrição|visão geral|sumário|\
         résumé|résumé de lincident|zusammenfassung|überblick|概要|障害概要|サマリー|サマリ|要約|何が起きたか|摘要|概述|简介|事故概述|事件概述|事件摘要|\
         故障概述|问题描述|现象描述|事故描述|总览|요약|개요|장애 요약|장애 개요|사건 개요",
    ),
    (
        Impact,
        "síntoma|síntomas|sintoma|sintomas|impacto en usuarios|impacto en los usuarios|impacto nos usuários|impacto do incidente|\
         impacto del incidente|impact utilisateur|impact client|auswirkung|auswirkungen|影響|影響範囲|ユーザー影響|障害影響|影響と範囲|症状|現象|影响|\
         影响范围|影响面|业务影响|用户影响|现象|故障现象|问题现象|영향|영향 범위|사용자 영향|장애 영향|증상",
    ),
    (
        Timeline,
        "cronología|cronologia|línea de tiempo|linea de tiempo|línea temporal|cronología de eventos|cronologia dos eventos|chronologie|\
         déroulement|zeitlicher ablauf|zeitverlauf|ablauf|zeitleiste|タイムライン|時系列|経緯|経過|対応経緯|时间线|时间轴|時間線|時間軸|事件经过|事故经过|\
         处理过程|处理时间线|故障时间线|事件时间线|타임라인|시간대별 경과|장애 타임라인|경과",
    ),
    (
        Cause,
        "causa|causas|causa raíz|causa raiz identificada|causas raíz|análisis de causa raíz|análise de causa raiz|análise da causa raiz|\
         causa principal|causa del incidente|causa do incidente|cause racine|causes racines|analyse des causes|ursache|ursachen|\
         hauptursache|ursachenanalyse|grundursache|原因|根本原因|直接原因|直接の原因|原因分析|障害原因|発生原因|技術的原因|根因|根因分析|故障原因|事故原因|\
         问题原因|根本原因分析|问题根因|원인|근본 원인|원인 분석|장애 원인|발생 원인|직접 원인",
    ),
    (
        Contributing,
        "factores contribuyentes|fatores contribuintes|facteurs contributifs|背景原因|背景要因|間接原因|誘因|要因|次要原因|诱因|기여 요인|간접 원인",
    ),
    (
        Trigger,
        "desencadenante|gatilho|déclencheur|auslöser|トリガー|きっかけ|触发条件|触发因素|트리거",
    ),
    (
        Detection,
        "detección|deteccion|detecção|détection|erkennung|検知|検出|発見|発覚|发现|发现方式|发现过程|检测|감지|탐지|인지",
    ),
    (
        Resolution,
        "resolución|resolucion|resolução|solución|solução|fix aplicado|correção|corrección|résolution|solución aplicada|behebung|\
         lösung|wiederherstellung|解決|解決策|復旧|復旧対応|暫定対応|応急対応|修正|対処|修复|修復|修复方案|解决方案|解决方法|恢复|恢复过程|处理|处理方案|처리|해결|해결 방법|\
         복구|복구 조치|긴급 조치",
    ),
    (
        Response,
        "acciones tomadas|ações tomadas|respuesta|resposta|diagnóstico|investigación|investigação|対応|対応内容|対応履歴|調査|排查|排查过程|应急处理|应急响应|대응|조치 내용|조사",
    ),
    (
        Measures,
        "acciones|acciones correctivas|acciones preventivas|acciones correctivas y preventivas|acciones de seguimiento|\
         medidas correctivas|medidas preventivas|medidas correctivas y preventivas|medidas corretivas|medidas corretivas e preventivas|\
         medidas de prevención|ações|ações preventivas|ações corretivas e preventivas|ações de acompanhamento|plano de ação|\
         plan de acción|planes de acción|próximos pasos|prevención|prevenção|recomendaciones|recomendações|actions correctives|\
         actions préventives|plan daction|mesures correctives|prochaines étapes|maßnahmen|korrekturmaßnahmen|nächste schritte|対策|\
         再発防止|再発防止策|恒久対策|恒久対応|今後の対策|今後の対応|アクションアイテム|改善策|改善点|予防策|ネクストアクション|改进措施|整改措施|预防措施|\
         防范措施|后续措施|后续行动|后续改进|后续计划|后续工作|行动项|改进项|改进计划|待办|待办事项|纠正措施|改善措施|後續行動|후속 조치|재발 방지|재발 방지 대책|개선 사항|\
         개선 방안|액션 아이템|향후 계획|대책",
    ),
    (
        Tasks,
        "tareas|tarefas|lista de tareas|lista de tarefas|tâches|aufgaben|タスク|任务|할 일",
    ),
    (
        Improvements,
        "mejoras|melhorias|aspectos a mejorar|pontos de melhoria|améliorations|verbesserungen",
    ),
    (
        Lessons,
        "lecciones|lecciones aprendidas|lições aprendidas|aprendizajes|aprendizados|leçons|leçons apprises|lehren|erkenntnisse|教訓|\
         学び|学んだこと|振り返り|反省点|教训|经验教训|经验总结|反思|教训总结|교훈|배운 점|회고",
    ),
    (
        WentWell,
        "qué salió bien|que salió bien|lo que salió bien|o que deu certo|o que funcionou|was gut lief|うまくいったこと|良かった点|做得好的|잘된 점",
    ),
    (
        WentBadly,
        "qué salió mal|que salió mal|lo que salió mal|o que deu errado|was schlecht lief|うまくいかなかったこと|悪かった点|做得不好的|잘못된 점",
    ),
    (
        Conclusion,
        "conclusión|conclusiones|conclusão|considerações finais|fazit|まとめ|結論|おわりに|总结|结论|结语|결론|마무리",
    ),
    (
        Start,
        "comienzo|début|beginn|発生時刻|発生日時|開始|開始時刻|開始日時|发生时间|开始时间|故障开始时间|起始时间|發生時間|開始時間|발생 시각|발생 시간|\
         발생 일시|시작|시작 시각|시작 시간",
    ),
    (
        End,
        "término|ende|復旧時刻|復旧日時|終了|終了時刻|終了日時|解決日時|収束時刻|结束时间|恢复时间|解决时间|故障结束时间|結束時間|복구 시각|복구 시간|종료|\
         종료 시각|종료 시간|해결 시각",
    ),
    (
        Duration,
        "duración|duracion|durée|dauer|tiempo de inactividad|tempo de inatividade|期間|影響時間|障害時間|停止時間|継続時間|発生期間|ダウンタイム|\
         时长|持续时间|持续时长|故障时长|影响时长|影响时间|故障时间|中断时长|지속 시간|장애 시간|다운타임|장애 기간|영향 시간",
    ),
    (
        Day,
        "fecha|fecha y hora|data|data e hora|datum|日付|日時|発生日|障害発生日|日期|事故日期|事件日期|发生日期|故障日期|날짜|일시|발생일|장애 발생일",
    ),
    (Clock, "hora|horário|heure|uhrzeit|時刻|时间|時間|시각|시간"),
    (
        OtherDay,
        "fecha de publicación|fecha del informe|data de publicação|data do relatório|date de publication|記録日|作成日|更新日|公開日|\
         最終更新|最終更新日|报告日期|更新时间|编写日期|创建时间|记录时间|작성일|수정일|게시일",
    ),
    (
        Severity,
        "severidade|severidad|gravedad|gravidade|prioridad|prioridade|gravité|schweregrad|重大度|深刻度|重要度|優先度|级别|等级|\
         严重程度|严重级别|事故等级|故障等级|심각도|등급|장애 등급",
    ),
    (
        Services,
        "servicios afectados|servicio afectado|serviços afetados|serviço afetado|services affectés|betroffene dienste|影響サービス|\
         対象サービス|影响服务|受影响服务|影响系统|영향 서비스|대상 서비스",
    ),
    (
        People,
        "autor|autora|autores|autora principal|responsable|responsável|auteur|auteurs|verfasser|作成者|記録者|担当者|担当|作者|记录人|负责人|처리자|작성자|담당자",
    ),
    (
        References,
        "referencias|referências|enlaces|références|参考|参考資料|参考资料|関連リンク|附录|相关链接|참고|참고 자료",
    ),
    (
        Background,
        "contexto|antecedentes|contexte|hintergrund|背景|环境|배경",
    ),
    (
        Zone,
        "zona horaria|fuso horário|fuseau horaire|zeitzone|タイムゾーン|时区|시간대",
    ),
];

/// Words that announce a topic wherever they stand in a heading; the first that fits wins.
pub(super) const PARTS: &[(&str, Topic)] = &[
    ("再発防止", Measures),
    ("対策", Measures),
    ("改进", Measures),
    ("改善", Measures),
    ("后续", Measures),
    ("措施", Measures),
    ("재발", Measures),
    ("acciones correctiv", Measures),
    ("medidas correctiv", Measures),
    ("medidas corretiv", Measures),
    ("medidas preventiv", Measures),
    ("prevenir", Measures),
    ("時系列", Timeline),
    ("タイムライン", Timeline),
    ("时间线", Timeline),
    ("时间轴", Timeline),
    ("타임라인", Timeline),
    ("cronolog", Timeline),
    ("línea de tiempo", Timeline),
    ("linha do tempo", Timeline),
    ("zeitlich", Timeline),
    ("原因", Cause),
    ("根因", Cause),
    ("원인", Cause),
    ("causa", Cause),
    ("ursache", Cause),
    ("por que ", Cause),
    ("影響", Impact),
    ("影响", Impact),
    ("영향", Impact),
    ("auswirkung", Impact),
    ("教訓", Lessons),
    ("教训", Lessons),
    ("교훈", Lessons),
    ("lecciones", Lessons),
    ("lições", Lessons),
    ("resumen", Summary),
    ("resumo", Summary),
    ("概要", Summary),
    ("概述", Summary),
    ("復旧", Resolution),
    ("修复", Resolution),
    ("복구", Resolution),
    ("resolución", Resolution),
    ("resolução", Resolution),
];
