//! Words of Japanese, Chinese and Korean, which have no blanks around them: looked for wherever they stand, and only in
//! texts that have such letters at all.

/// Whether a text has letters of these scripts: dashes and quotes begin with a lower byte.
pub(super) fn any_in(text: &str) -> bool {
    text.bytes().any(|b| (0xe3..=0xed).contains(&b))
}

/// Whether one of some words stands in a text.
fn has(text: &str, words: &[&str]) -> bool {
    any_in(text) && words.iter().any(|word| text.contains(word))
}

/// Whether a text says that it is over.
pub(super) fn says_over(text: &str) -> bool {
    has(
        text,
        &[
            "復旧",
            "解消",
            "解決",
            "正常化",
            "収束",
            "恢复正常",
            "已恢复",
            "恢复",
            "解决",
            "修复完成",
            "恢復",
            "복구",
            "정상화",
            "해결",
        ],
    ) && !has(
        text,
        &[
            "未復旧",
            "復旧せず",
            "未恢复",
            "没有恢复",
            "未解决",
            "복구되지",
            "復旧作業",
            "복구 작업",
        ],
    )
}

/// Whether a text tells of what users suffer.
pub(super) fn tells_of_suffering(text: &str) -> bool {
    has(
        text,
        &[
            "障害",
            "停止",
            "ダウン",
            "失敗",
            "エラー",
            "できない",
            "できなく",
            "遅延",
            "不能",
            "故障",
            "中断",
            "宕机",
            "失败",
            "超时",
            "不可用",
            "无法",
            "异常",
            "挂死",
            "장애",
            "중단",
            "오류",
            "실패",
            "지연",
            "불가",
        ],
    )
}

/// Whether a title is that of the record of an incident.
pub(super) fn titles_an_incident(text: &str) -> bool {
    has(
        text,
        &[
            "障害",
            "事故",
            "ポストモーテム",
            "インシデント",
            "停止",
            "故障",
            "复盘",
            "復盤",
            "宕机",
            "事件",
            "장애",
            "사고",
            "포스트모템",
            "회고",
        ],
    )
}

/// Whether the words behind or before a share are those of the people served.
pub(super) fn are_people(text: &str) -> bool {
    has(
        text,
        &[
            "ユーザ",
            "利用者",
            "顧客",
            "用户",
            "用戶",
            "客户",
            "사용자",
            "고객",
            "유저",
        ],
    )
}

/// Whether a sentence speaks of a cause.
pub(super) fn speaks_of_a_cause(text: &str) -> bool {
    has(
        text,
        &[
            "原因",
            "により",
            "によって",
            "ため",
            "ことで",
            "根因",
            "由于",
            "因为",
            "导致",
            "造成",
            "引起",
            "원인",
            "때문",
            "인해",
            "인하여",
        ],
    )
}

/// What a sign or word suggests as the category of the cause, with its weight.
const CAUSES: &[(&str, &str, f32)] = &[
    ("設定ミス", "config-change", 5.0),
    ("設定不備", "config-change", 5.0),
    ("設定変更", "config-change", 4.0),
    ("誤設定", "config-change", 5.0),
    ("設定", "config-change", 2.0),
    ("环境变量", "config-change", 3.0),
    ("環境変数", "config-change", 3.0),
    ("配置错误", "config-change", 5.0),
    ("配置变更", "config-change", 4.0),
    ("配置", "config-change", 2.0),
    ("设置", "config-change", 2.0),
    ("설정 오류", "config-change", 5.0),
    ("설정", "config-change", 2.0),
    ("バグ", "software-bug", 3.5),
    ("不具合", "software-bug", 3.0),
    ("無限ループ", "software-bug", 4.0),
    ("循環呼び出し", "software-bug", 3.0),
    ("メモリリーク", "software-bug", 5.0),
    ("例外", "software-bug", 1.5),
    ("デッドロック", "software-bug", 4.0),
    ("実装ミス", "software-bug", 4.0),
    ("代码缺陷", "software-bug", 5.0),
    ("代码", "software-bug", 1.5),
    ("死循环", "software-bug", 4.0),
    ("无限循环", "software-bug", 4.0),
    ("内存泄漏", "software-bug", 5.0),
    ("内存泄露", "software-bug", 5.0),
    ("空指针", "software-bug", 5.0),
    ("死锁", "software-bug", 4.0),
    ("버그", "software-bug", 3.5),
    ("메모리 누수", "software-bug", 5.0),
    ("무한 루프", "software-bug", 4.0),
    ("デプロイ", "deploy", 1.5),
    ("リリース", "deploy", 1.5),
    ("アップグレード", "deploy", 2.0),
    ("マイグレーション", "deploy", 2.0),
    ("发布", "deploy", 1.5),
    ("部署", "deploy", 1.5),
    ("升级", "deploy", 2.0),
    ("迁移", "deploy", 2.0),
    ("배포", "deploy", 2.0),
    ("업그레이드", "deploy", 2.0),
    ("過負荷", "capacity", 3.0),
    ("容量不足", "capacity", 3.5),
    ("枯渇", "capacity", 3.0),
    ("アクセス集中", "capacity", 4.0),
    ("メモリ不足", "capacity", 3.5),
    ("過載", "capacity", 3.0),
    ("过载", "capacity", 3.0),
    ("打满", "capacity", 2.5),
    ("耗尽", "capacity", 3.0),
    ("磁盘满", "capacity", 4.0),
    ("磁盘空间不足", "capacity", 4.0),
    ("流量激增", "capacity", 4.0),
    ("과부하", "capacity", 3.0),
    ("용량 부족", "capacity", 3.5),
    ("트래픽 급증", "capacity", 4.0),
    ("データベース", "database", 0.8),
    ("慢查询", "database", 3.0),
    ("スロークエリ", "database", 3.0),
    ("数据库", "database", 0.8),
    ("데이터베이스", "database", 0.8),
    ("슬로우 쿼리", "database", 3.0),
    ("ネットワーク", "network", 1.2),
    ("网络", "network", 1.2),
    ("네트워크", "network", 1.2),
    ("停電", "hardware", 5.0),
    ("故障したディスク", "hardware", 5.0),
    ("ハードウェア", "hardware", 4.0),
    ("硬件", "hardware", 4.0),
    ("断电", "hardware", 5.0),
    ("정전", "hardware", 5.0),
    ("하드웨어", "hardware", 4.0),
    ("外部サービス", "dependency", 3.0),
    ("第三方", "dependency", 3.0),
    ("上游", "dependency", 2.0),
    ("외부 서비스", "dependency", 3.0),
    ("攻撃", "security", 3.0),
    ("不正アクセス", "security", 5.0),
    ("攻击", "security", 3.0),
    ("공격", "security", 3.0),
    ("証明書", "time-expiry", 3.0),
    ("期限切れ", "time-expiry", 4.0),
    ("证书过期", "time-expiry", 6.0),
    ("过期", "time-expiry", 3.0),
    ("인증서", "time-expiry", 3.0),
    ("만료", "time-expiry", 4.0),
    ("手動", "manual-operation", 1.5),
    ("誤って", "manual-operation", 4.0),
    ("誤操作", "manual-operation", 5.0),
    ("误操作", "manual-operation", 5.0),
    ("误删", "manual-operation", 5.0),
    ("실수로", "manual-operation", 4.0),
];

/// The categories that the words of a sentence suggest: category, weight, and the place of the word.
pub(super) fn causes(text: &str) -> Vec<(&'static str, f32, std::ops::Range<usize>)> {
    if !any_in(text) {
        return Vec::new();
    }
    CAUSES
        .iter()
        .filter_map(|(word, category, weight)| {
            let at = text.find(word)?;
            Some((*category, *weight, at..at + word.len()))
        })
        .collect()
}

/// Units of time behind a number, longest first where one begins another, with their seconds.
pub(super) const UNITS: [(&str, u64); 16] = [
    ("時間", 3600),
    ("个小时", 3600),
    ("個小時", 3600),
    ("小时", 3600),
    ("小時", 3600),
    ("시간", 3600),
    ("分钟", 60),
    ("分鐘", 60),
    ("分間", 60),
    ("分", 60),
    ("분", 60),
    ("秒", 1),
    ("초", 1),
    ("日間", 86_400),
    ("天", 86_400),
    ("週間", 604_800),
];

/// Whether a length stands behind a word for about: `約`, `大约`, `약`.
pub(super) fn is_about(before: &str) -> bool {
    ["約", "约", "大约", "약", "およそ", "ほぼ", "近"]
        .iter()
        .any(|word| before.trim_end().ends_with(word))
}
