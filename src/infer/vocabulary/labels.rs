//! The labels and headings that people write above a part of a postmortem, by what they announce.

use super::Topic::{self, *};

/// Labels and headings by their words, between bars: lower case, single spaces, `and` for `&` and `/`, no digits, no
/// apostrophes. Labels of times and lengths that follow a pattern are in [`super::fields`].
pub(super) const LABELS: &[(Topic, &str)] = &[
    (
        Title,
        "title|incident|incident name|incident title|issue|issue title|issue name|project title|name|name of incident|\
         name of the incident|subject|postmortem title|report title|incident subject",
    ),
    (
        Summary,
        "summary|overview|abstract|description|details|resumo|tl dr|tldr|synopsis|brief|in brief|in short|at a glance|what happened|\
         what happend|about the incident|about the outage|details of incident|details of issue|details of the incident|details of the issue|\
         incident details|outage details|executive summary|executive overview|management summary|incident description|incident overview|\
         incident report|incident summary|incident brief|incident background|issue description|issue summary|issue overview|issues found|\
         outage summary|outage overview|event summary|event description|problem|problem summary|problem statement|problem description|\
         summary of outage|summary of incident|summary of issue|short summary|brief summary|brief description|quick summary|quick overview|\
         general summary|high level summary|postmortem summary|short version|long story short|story|what went down|resumo do incidente",
    ),
    (
        Conclusion,
        "conclusion|conclusions|additional notes|closing|closing thoughts|closing remarks|closing notes|closing words|final thoughts|\
         final notes|final note|final words|final remarks|fun fact|wrap up|wrapping up|in conclusion|summary and conclusion|apology|\
         acknowledgements|acknowledgments|acknowledgement|thanks|thank you|epilogue",
    ),
    (
        Measures,
        "action|action item|action items|action plan|action points|action steps|actions|actionables|actionable items|actions items|\
         correct and preventative measures|corrective action|corrective actions|corrective and preventative measures|\
         corrective and preventive actions|corrective and preventive measures|corrective measures|corrections|counter measures|\
         countermeasures|follow up|follow ups|followup|followups|follow up actions|follow up items|follow up tasks|future prevention|\
         mitigation and future prevention|mitigation and preventive measures|mitigation plan|mitigation steps going forward|next steps|\
         next actions|prevention|prevention plan|prevention steps|prevention measures|preventative measures|preventative actions|\
         preventive actions|preventive measures|preventions|proposed actions|proposed solutions|próximos passos|ações corretivas|\
         recommendation|recommendations|recommended actions|remediation|remediations|remediation items|remediation plan|remediation steps|\
         remedial actions|root cause remediations|safeguards|precautions|plan of action|way forward|going forward|moving forward|\
         looking forward|looking ahead|future measures|future plans|future work|future actions|future steps|future recommendations|measures|measures taken|what next|\
         whats next|what is next|what now|what will we do|what we will do|what well do|what we are doing|what are we doing|\
         what we are doing about it|what are we doing about it|what we will do differently|what will we do differently|next time|\
         next time we will|to do next|repair items",
    ),
    (
        Improvements,
        "improvement|improvements|improvements and fixes|improvements needed|improvement areas|improvement plan|improvement opportunities|\
         areas for improvement|areas of improvement|areas to improve|broad improvements|general improvements|things to improve|\
         things to be improved|things to fix|things that can be improved|things that could be improved|what can be improved|\
         what could be improved|what can we improve|what to improve|what should be improved|to be improved|to improve|\
         what can be improved and fixed|things that can be improved and fixed|what are the things that can be improved and fixed|\
         needs improvement|room for improvement",
    ),
    (
        Tasks,
        "action point|specific tasks|specific actions|task|task list|tasks|tasks list|list of tasks|tasks to address the issue|\
         list of tasks to address the issue|tasks to be done|tasks to do|tasks to complete|task to address the issue|to do|to do list|todo|\
         todos|todo list|work items|backlog items|tickets|checklist",
    ),
    (
        Response,
        "actions taken|action taken|immediate action|immediate actions|immediate response|initial response|initial investigation|\
         incident response|investigation|investigations|investigation steps|investigation and debugging|investigation process|\
         investigation and actions taken|investigative actions|debugging|debugging process|debugging steps|troubleshooting|\
         troubleshooting steps|steps taken|response|response actions|response and actions|how we investigated|how did we respond|\
         how we responded|diagnosis|assumptions|assumption",
    ),
    (
        DeadEnd,
        "misleading investigation|misleading investigation and debugging paths|misleading investigation and debugging paths that were taken|\
         misleading investigations|misleading investigation paths|misleading paths|misleading path|misleading debugging paths|\
         misleading leads|misleading assumptions|misleading information|false leads|red herrings|red herring|dead ends|wrong paths|\
         wrong turns|what did not work|what we tried",
    ),
    (
        Escalation,
        "escalated to|escalation|escalations|escalation path|escalation team|escalation process|escalated|escalated team|incident escalation|\
         issue escalation|issue escalated to|incident escalated to|who was it escalated to|who was the incident escalated to|\
         which team was the incident escalated to|which team and individuals was the incident escalated to|\
         which team and individuals the incident was escalated to",
    ),
    (
        Services,
        "affected|affected service|affected services|affected system|affected systems|affected component|affected components|\
         affected product|affected products|affected platform|affected applications|component|components|components affected|\
         impacted service|impacted services|impacted systems|impacted components|product|products|products affected|service|service name|\
         service affected|service impacted|services|services affected|services impacted|system affected|systems affected|systems impacted|\
         what was affected",
    ),
    (
        Detection,
        "alert|alerting|detected|detection|detection method|detection time|detection and response|discovery|how detected|how it was detected|\
         how it was discovered|how it was noticed|how was it detected|how was it discovered|how was it noticed|how was the issue detected|\
         how the issue was detected|how was the incident detected|how the incident was detected|how did we notice|how we noticed|\
         how we found out|how we found it|how did we find out|method of detection|mode of detection|source of detection|\
         time to detection|time to detect|when was the issue detected|when the issue was detected|when was it detected|\
         when was the incident detected|first alert|first report",
    ),
    (
        Cause,
        "analysis|analysis of causes|causa raiz|causa suspeita|cause|causes|cause analysis|cause of incident|cause of issue|\
         cause of outage|causes of the outage|culprit|what was the culprit|details of vulnerability|detailed root cause|diagnosis and root cause|\
         direct cause|explanation|fault|five whys|whys|how did it happen|how did this happen|how it happened|immediate cause|\
         initial root cause|issue root cause|issue cause|main cause|nature of the issue|nature of the problem|outage cause|primary cause|primary root cause|\
         probable cause|problem analysis|problem cause|rca|reason|reasons|reason for failure|reason for outage|reason for the outage|\
         reason for the incident|reason for downtime|reason of outage|root|root cause|root causes|root cause analysis|root cause explanation|\
         root cause summary|root cause identification|root cause of the incident|root cause of the outage|root cause of the issue|\
         root issue|root problem|source of the problem|suspected cause|technical analysis|technical cause|technical details|\
         technical explanation|technical root cause|underlying cause|what caused it|what caused this|what caused the issue|\
         what caused the outage|what caused the incident|what caused the problem|what was the cause|what was the root cause|\
         what was causing the issue|why|why did it happen|why did this happen|why it happened|why this happened|why did it fail|why it failed",
    ),
    (
        Contributing,
        "contributing cause|contributing causes|contributing factor|contributing factors|contributors|secondary cause|secondary causes|\
         aggravating factors|other factors|other causes|exacerbating factors",
    ),
    (
        Trigger,
        "trigger|triggers|triggering event|trigger event|incident trigger|what triggered it",
    ),
    (
        People,
        "attendees|author|authors|authored by|by|compiled by|contact|contact person|created by|drafted by|facilitator|\
         incident commander|incident lead|incident leader|incident manager|incident owner|incident responders|lead|on call|\
         on call engineer|owner|owners|participants|people|people involved|prepared by|presented by|reported by|reporter|responders|\
         response team|reviewed by|reviewer|reviewers|approved by|scribe|stakeholders|submitted by|team|team involved|team members|\
         teams involved|written by|postmortem owner|postmortem author|report by",
    ),
    (
        Background,
        "about|about the project|architecture|background|background information|context|current status|current state|disclaimer|\
         environment|id|incident id|incident number|incident state|incident status|incident type|infrastructure|introduction|intro|\
         lead up|leadup|note|notes|preface|prologue|project|resolution status|state|status|ticket|type|type of incident|category",
    ),
    (
        Assignment,
        "background context|make people want to read your postmortem|requirements|learning objectives|general requirements|concepts",
    ),
    (
        Impact,
        "affected user|affected users|affected customers|blast radius|business impact|client impact|consequence|consequences|customer experience|\
         customer impact|customers affected|customers impacted|damage|damages|effect|effects|effect on users|end user impact|\
         estimated impact|external impact|extent of impact|how many users were affected|impact|impacts|impact analysis|impact and scope|\
         impact assessment|impact description|impact details|impact of outage|impact of incident|impact on business|impact overview|\
         impact scope|impact summary|impacted|impacted users|impacted customers|impacto|impacto inicial|incident impact|issue impact|outage impact|\
         overall impact|percentage of affected users|percentage of users affected|percentage of users impacted|risks and hazards|scale|\
         scope|scope of impact|scope of the outage|service impact|severity and impact|symptom|symptoms|system impact|user effect|\
         user experience|user impact|user facing impact|user experience impact|users affected|users impact|users impacted|\
         what users saw|what users experienced|what was the impact|what were users experiencing|what were the users experiencing|\
         what service was down|what service was down and slow|who was affected|who was impacted|who did it affect|how it affected users",
    ),
    (
        Timeline,
        "calendar of events|chain of events|chronology|chronological events|course of events|detailed timeline|event log|event timeline|events|\
         events log|events timeline|history|incident history|incident log|incident timeline|key events|linha do tempo|log|log of events|\
         order of events|outage timeline|play by play|schedule or timeline|sequence of events|sequência de eventos|series of events|\
         time line|timeline|timelines|timeline of event|timeline of events|timeline of the incident|timeline of the outage|\
         what happened when|what happened and when",
    ),
    (
        Day,
        "date|day|date and time|date occurred|date of occurrence|when|when did it happen|when it happened|occurred on|occurrence date",
    ),
    (
        OtherDay,
        "completion date|created|created on|created at|date created|date of postmortem|date of report|date of review|date of writing|date published|date prepared|date submitted|\
         deadline|due|due by|due date|eta|last edited|last modified|last update|last updated|meeting date|next review|\
         postmortem date|post mortem date|posted|posted on|project date|project duration|published|published on|publication date|report date|\
         report created|retro held|review date|reviewed on|submission date|submitted on|target date|updated|updated on|written|written on",
    ),
    (
        Resolution,
        "details of fix|details of the fix|fix|fixes|fix implemented|final fix|final resolution|how did we fix it|how did we fix this|how it was fixed|\
         how it was resolved|how it was solved|how the incident was resolved|how the issue was fixed|how the issue was resolved|\
         how the problem was fixed|how the problem was solved|how was it fixed|how was it resolved|how was the issue fixed|\
         how was the issue resolved|how was the incident resolved|how we fixed it|how we fixed the issue|how we resolved it|\
         how we solved it|immediate fix|immediate resolution|incident resolution|issue resolution|long term fix|long term solution|mitigation|\
         mitigation steps|mitigations|permanent fix|permanent solution|quick fix|recovery|recovery steps|remedy|repair|resolution|\
         resolution and recovery|resolution details|resolution method|resolution process|resolution steps|resolution summary|\
         restoration|service restoration|short term fix|short term solution|solution|solution implemented|solutions|\
         temporary fix|what fixed it|what was done|workaround|work around",
    ),
    (
        Duration,
        "duração|how long|how long did it last|how long it lasted|how long was the outage|length|lasted|time to mitigation|\
         time to recover|time to recovery|time to resolution|time to resolve|time to restore|time to fix|ttr|outage window|\
         incident window|impact window",
    ),
    (
        Start,
        "time of incident|time of the incident|time of issue|time of the issue",
    ),
    (Clock, "time|time of outage|time of day"),
    (
        Lessons,
        "insights|key learnings|key lessons|key takeaway|key takeaways|learning|learnings|learning points|lesson|lesson learned|lessons|\
         lessons learned|lessons learnt|moral|moral of the story|observations|reflection|reflections|take away|take aways|takeaway|\
         takeaways|what did we learn|what have we learned|what i learned|what we learned|what we learnt|what we have learned",
    ),
    (
        WentWell,
        "positives|good|things that went well|went well|what we did well|what went right|what went well|what worked|what worked well",
    ),
    (
        WentBadly,
        "challenges|negatives|bad|things that went poorly|things that went wrong|went badly|went poorly|went wrong|\
         what could have been better|what could have gone better|what did not go so well|what did not go well|what didnt go so well|\
         what didnt go well|what didnt work|what went badly|what went less well|what went not so well|what went poorly|what went wrong",
    ),
    (
        Lucky,
        "luck|lucky|we got lucky|where did we get lucky|where we got lucky",
    ),
    (
        References,
        "appendix|attachments|credits|further reading|contents|table of contents|glossary|links|more resources|reference|references|related documents|related links|\
         resources|screenshots|see also|source|sources|supporting information|useful links|urls",
    ),
    (
        Severity,
        "criticality|impact level|incident level|incident priority|incident severity|level|priority|priority level|sev|severity|severity level|\
         severity rating|urgency",
    ),
    (
        CauseAndResolution,
        "cause and fix|cause and resolution|cause and solution|causes and resolution|causes and resolutions|problem and solution|\
         root cause and fix|root cause and resolution|root cause and resolutions|root cause and solution|root causes and resolution",
    ),
    (Zone, "all times|all times in|time zone|timezone|times in"),
];

/// Words that announce a topic wherever they stand in a heading; the first that fits wins.
pub(super) const PARTS: &[(&str, Topic)] = &[
    ("cause and resol", CauseAndResolution),
    ("cause and solution", CauseAndResolution),
    ("cause and fix", CauseAndResolution),
    ("cause and recovery", CauseAndResolution),
    ("cause analysis and resol", CauseAndResolution),
    ("timeline", Timeline),
    ("time line", Timeline),
    ("chronolog", Timeline),
    ("sequence of events", Timeline),
    ("order of events", Timeline),
    ("log of events", Timeline),
    ("what happened when", Timeline),
    ("action item", Measures),
    ("actionable", Measures),
    ("action plan", Measures),
    ("actions to", Measures),
    ("corrective", Measures),
    ("countermeasure", Measures),
    ("preventive measure", Measures),
    ("preventative", Measures),
    ("preventive", Measures),
    ("prevention", Measures),
    ("preventing", Measures),
    ("prevent ", Measures),
    ("avoid", Measures),
    ("never happen", Measures),
    ("never again", Measures),
    ("doesnt happen", Measures),
    ("does not happen", Measures),
    ("happen again", Measures),
    ("happening again", Measures),
    ("less likely", Measures),
    ("recurrence", Measures),
    ("remediation", Measures),
    ("follow up action", Measures),
    ("follow up item", Measures),
    ("next step", Measures),
    ("going forward", Measures),
    ("moving forward", Measures),
    ("measures against", Measures),
    ("measures for", Measures),
    ("measures to", Measures),
    ("fixing the future", Measures),
    ("future improve", Measures),
    ("future plan", Measures),
    ("future work", Measures),
    ("future step", Measures),
    ("future measure", Measures),
    ("for the future", Measures),
    ("in the future", Measures),
    ("what we will do", Measures),
    ("what will we do", Measures),
    ("what well do", Measures),
    ("what we are doing", Measures),
    ("what are we doing", Measures),
    ("root cause", Cause),
    ("cause", Cause),
    ("culprit", Cause),
    ("causing", Cause),
    ("diagnosing", Cause),
    ("why it ", Cause),
    ("why did ", Cause),
    ("what went well", WentWell),
    ("what went right", WentWell),
    ("what went wrong", WentBadly),
    ("what went poorly", WentBadly),
    ("lucky", Lucky),
    ("lesson", Lessons),
    ("takeaway", Lessons),
    ("we learn", Lessons),
    ("i learn", Lessons),
    ("impact", Impact),
    ("who was affected", Impact),
    ("task", Tasks),
    ("improvement", Improvements),
    ("be improved", Improvements),
    ("summary", Summary),
    ("overview", Summary),
    ("detection", Detection),
    ("detected", Detection),
    ("we noticed", Detection),
    ("we found out", Detection),
    ("resolution", Resolution),
    ("recovery", Resolution),
    ("fixed it", Resolution),
    ("we fixed", Resolution),
    ("was fixed", Resolution),
    ("was resolved", Resolution),
    ("we solved", Resolution),
    ("solution", Resolution),
    ("what happened", Summary),
    ("what went down", Summary),
    ("misleading", DeadEnd),
    ("escalat", Escalation),
    ("conclusion", Conclusion),
    ("duration", Duration),
    ("reference", References),
    ("requirement", Assignment),
    ("how did it happen", Cause),
];
