package dev.weir.alerting.anomaly;

import java.nio.ByteBuffer;

/// A band around one series: `level + profile(time of season) ± sensitivity x scale`, all learnt
/// from points that have come, never from later ones.
///
/// - The profile is a value per half hour, interpolated; a point teaches the two half hours around
///   it. What the profile does not explain, growth and slow drift, is the level's.
/// - The scale is the root of a mean square of residuals, per half hour and overall; half hours
///   with few points lean on the overall one. It never goes below half a percent of the value, so
///   that a flat series does not find every step remarkable.
/// - Residuals are clipped before anything is learnt from them: an outlier moves the band by as
///   much as a point at its edge would.
/// - One far point is no anomaly. The score is a mean over five points, each counted as at most 1.6
///   half widths, so at least three must be out.
/// - While the score says anomaly nothing is learnt. After two hours of it the new state is the
///   usual one: the level moves there, the scale takes what was seen, and the profile learns faster
///   for a season.
///
/// Points that are not newer than the last are ignored, as are NaN, infinities and values beyond
/// 1e150; a gap only forgets the evidence. One thread at a time. A point costs well under a
/// microsecond and allocates its [Band] only. Size: 20 bytes per half hour, 6.9 KB for a week.
public final class SeasonalBand {
  private static final byte VERSION = 1;
  private static final int EVIDENCE = 5;
  private static final double MAX_EVIDENCE = 1.6;
  private static final double LEAVE_ALARM = 0.6;
  private static final double MAX_VALUE = 1e150;

  /// Of the value: scale never goes below.
  private static final double MIN_RELATIVE_SCALE = 0.005;

  private static final double MIN_SCALE = 1e-9;

  /// Scales: larger residuals count as this many.
  private static final double CLIP = 3;

  private static final long LEVEL_MS = 90 * 60_000L;
  private static final long SCALE_MS = 12 * 3_600_000L;
  private static final long ADOPT_MS = 2 * 3_600_000L;
  private static final int ADOPT_POINTS = 20;

  /// Share of a residual that a half hour takes over per visit.
  private static final double PROFILE_GAIN = 0.25;

  private static final double RELEARN = 3;

  /// Points that the overall scale counts for beside those of a half hour.
  private static final double SHRINK = 30;

  private static final int MIN_SCALE_POINTS = 30;
  private static final long GAP_FACTOR = 10;

  private final BandSettings settings;
  private final int bins;
  private final long binMs;
  private final double[] profile;
  private final double[] variance; // mean square of residuals
  private final float[] weight; // points seen, at most MAX_WEIGHT
  private final double[] evidence = new double[EVIDENCE];

  private long firstMs = Long.MIN_VALUE;
  private long lastMs = Long.MIN_VALUE;
  private double stepMs; // usual distance of points
  private double level;
  private double overallVariance;
  private double magnitude; // usual size of values
  private int scalePoints;
  private int evidenceCount;
  private int evidenceAt;
  private long alarmSinceMs = Long.MIN_VALUE;
  private int alarmPoints;
  private double alarmMean; // of residuals
  private double alarmDeviation;
  private long relearnUntilMs = Long.MIN_VALUE;

  public SeasonalBand(BandSettings settings) {
    this.settings = settings;
    bins = settings.season().bins();
    binMs = settings.season() == Season.NONE ? LEVEL_MS : settings.season().periodMs() / bins;
    profile = new double[bins];
    variance = new double[bins];
    weight = new float[bins];
  }

  /// Takes a point and answers with the band at its time, which it has not moved yet.
  public Band add(long timestampMs, double value) {
    boolean isUsable = Math.abs(value) <= MAX_VALUE; // false for NaN
    if (!isUsable || timestampMs <= lastMs) {
      return band(timestampMs, score());
    }
    if (firstMs == Long.MIN_VALUE) {
      begin(timestampMs, value);
      return new Band(value, value, 0, true);
    }
    double residual = value - middle(timestampMs);
    double scale = scale(timestampMs);
    boolean isLearning = isLearning(timestampMs);
    long stepNow = timestampMs - lastMs;
    if (!isLearning) {
      addEvidence(stepNow, Math.abs(residual) / (settings.sensitivity() * scale));
    }
    Band band = band(timestampMs, score());
    followAlarm(timestampMs, residual);
    if (alarmSinceMs == Long.MIN_VALUE) {
      learn(timestampMs, stepNow, value, residual, scale);
    }
    stepMs += (Math.min(stepNow, GAP_FACTOR * stepMs + 1) - stepMs) * (stepMs == 0 ? 1 : 0.05);
    lastMs = timestampMs;
    return band;
  }

  private void begin(long timestampMs, double value) {
    firstMs = timestampMs;
    lastMs = timestampMs;
    level = value;
    magnitude = Math.abs(value);
    stepMs = 60_000;
  }

  private Band band(long timestampMs, double score) {
    if (firstMs == Long.MIN_VALUE) {
      return new Band(Double.NaN, Double.NaN, 0, true);
    }
    double middle = middle(timestampMs);
    double half = settings.sensitivity() * scale(timestampMs);
    return new Band(middle - half, middle + half, score, isLearning(timestampMs));
  }

  /// Until a season and the wanted history have passed, residuals enough were seen for a scale, and
  /// this half hour is known.
  private boolean isLearning(long timestampMs) {
    long wanted = Math.max(settings.minHistoryMs(), settings.season().periodMs());
    return timestampMs - firstMs < wanted
        || scalePoints < MIN_SCALE_POINTS
        || (bins > 1 && weight[bin(timestampMs)] == 0);
  }

  private double middle(long timestampMs) {
    if (bins == 1) {
      return level;
    }
    int bin = bin(timestampMs);
    int next = (bin + 1) % bins;
    double share = share(timestampMs);
    if (weight[bin] == 0 || weight[next] == 0) {
      return level + (weight[bin] == 0 ? profile[next] : profile[bin]);
    }
    return level + profile[bin] * (1 - share) + profile[next] * share;
  }

  private double scale(long timestampMs) {
    double shrunk = overallVariance;
    if (bins > 1) {
      int bin = bin(timestampMs);
      int near = share(timestampMs) < 0.5 ? bin : (bin + 1) % bins;
      double count = Math.min(weight[near], 4 * SHRINK);
      if (variance[near] > 0) {
        shrunk = (count * variance[near] + SHRINK * overallVariance) / (count + SHRINK);
      }
    }
    return Math.max(Math.sqrt(shrunk), Math.max(MIN_SCALE, MIN_RELATIVE_SCALE * magnitude));
  }

  /// The half hour whose middle is the last before this time.
  private int bin(long timestampMs) {
    return (int) Math.floorMod(Math.floorDiv(timestampMs - binMs / 2, binMs), (long) bins);
  }

  /// How far this time is from the middle of its half hour to that of the next: 0 to 1.
  private double share(long timestampMs) {
    return (double) Math.floorMod(timestampMs - binMs / 2, binMs) / binMs;
  }

  private void addEvidence(long stepNow, double distance) {
    if (stepNow > GAP_FACTOR * stepMs) {
      evidenceCount = 0;
    }
    evidence[evidenceAt] = Math.min(MAX_EVIDENCE, distance);
    evidenceAt = (evidenceAt + 1) % EVIDENCE;
    evidenceCount = Math.min(EVIDENCE, evidenceCount + 1);
  }

  /// The mean over five points; those that have not come count as none.
  private double score() {
    double sum = 0;
    for (int i = 1; i <= evidenceCount; i++) {
      sum += evidence[Math.floorMod(evidenceAt - i, EVIDENCE)];
    }
    return sum / EVIDENCE;
  }

  private void followAlarm(long timestampMs, double residual) {
    double score = score();
    if (alarmSinceMs == Long.MIN_VALUE) {
      if (score >= 1) {
        alarmSinceMs = timestampMs;
        alarmPoints = 0;
        alarmMean = residual;
        alarmDeviation = 0;
      }
      return;
    }
    if (score < LEAVE_ALARM) {
      alarmSinceMs = Long.MIN_VALUE;
      return;
    }
    alarmPoints++;
    double rate = Math.max(1.0 / (alarmPoints + 1), 0.05);
    alarmDeviation += (Math.abs(residual - alarmMean) - alarmDeviation) * rate;
    alarmMean += (residual - alarmMean) * rate;
    if (alarmPoints >= ADOPT_POINTS && timestampMs - alarmSinceMs >= ADOPT_MS) {
      adopt(timestampMs);
    }
  }

  /// What has lasted is usual from now on.
  private void adopt(long timestampMs) {
    level += alarmMean;
    magnitude = Math.max(magnitude, Math.abs(alarmMean));
    double seen = 1.25 * alarmDeviation; // of a normal distribution: deviation to scale
    overallVariance = Math.max(overallVariance, seen * seen);
    evidenceCount = 0;
    alarmSinceMs = Long.MIN_VALUE;
    relearnUntilMs = timestampMs + settings.season().periodMs();
  }

  private void learn(long timestampMs, long stepNow, double value, double residual, double scale) {
    double step = Math.min(stepNow, 2 * stepMs); // a gap teaches no more than a point
    boolean isFirstSeason = timestampMs - firstMs < settings.season().periodMs();
    boolean knowsScale = scalePoints >= MIN_SCALE_POINTS;
    double clipped = knowsScale ? Math.clamp(residual, -CLIP * scale, CLIP * scale) : residual;
    magnitude +=
        (Math.abs(value - residual + clipped) - magnitude)
            * Math.clamp(step / SCALE_MS, 0.001, 0.05);
    if (!isFirstSeason) {
      learnScale(timestampMs, step, clipped);
      level += clipped * Math.clamp(step / LEVEL_MS, 0.001, 0.1);
    }
    if (bins > 1) {
      learnProfile(timestampMs, step, clipped, value - level);
    }
  }

  private void learnScale(long timestampMs, double step, double clipped) {
    double square = clipped * clipped;
    scalePoints++;
    double rate = Math.max(1.0 / scalePoints, Math.clamp(step / SCALE_MS, 0.001, 0.02));
    overallVariance += (square - overallVariance) * rate;
    scalePoints = Math.min(scalePoints, 1 << 20);
    if (bins > 1) {
      int bin = bin(timestampMs);
      int near = share(timestampMs) < 0.5 ? bin : (bin + 1) % bins;
      double gain = Math.clamp(PROFILE_GAIN * step / binMs, 0.001, 0.25);
      variance[near] =
          variance[near] == 0 ? overallVariance : variance[near] + (square - variance[near]) * gain;
    }
  }

  /// Each of the two half hours takes its share; one not seen before takes the mean of what comes.
  private void learnProfile(long timestampMs, double step, double clipped, double plain) {
    double share = share(timestampMs);
    int bin = bin(timestampMs);
    double gain = PROFILE_GAIN * step / binMs * (timestampMs < relearnUntilMs ? RELEARN : 1);
    boolean isFirstSeason = timestampMs - firstMs < settings.season().periodMs() + binMs;
    teach(bin, 1 - share, gain, clipped, plain, isFirstSeason);
    teach((bin + 1) % bins, share, gain, clipped, plain, isFirstSeason);
  }

  private void teach(
      int bin, double share, double gain, double clipped, double plain, boolean isFirstSeason) {
    if (share == 0) {
      return;
    }
    double before = weight[bin];
    weight[bin] = (float) Math.min(1e6, before + share);
    if (isFirstSeason || before == 0) {
      profile[bin] += (plain - profile[bin]) * share / weight[bin];
    } else {
      profile[bin] += clipped * share * Math.min(0.5, Math.max(gain, share / weight[bin]));
    }
  }

  /// Bytes that [#write] needs.
  public int sizeBytes() {
    return 2 + 10 * Long.BYTES + 4 * Integer.BYTES + EVIDENCE * Double.BYTES + bins * 20;
  }

  /// Writes everything that was learnt.
  public void write(ByteBuffer out) {
    out.put(VERSION).put((byte) settings.season().ordinal());
    out.putLong(firstMs).putLong(lastMs).putLong(alarmSinceMs).putLong(relearnUntilMs);
    out.putDouble(stepMs).putDouble(level).putDouble(overallVariance).putDouble(magnitude);
    out.putDouble(alarmMean).putDouble(alarmDeviation);
    out.putInt(scalePoints).putInt(evidenceCount).putInt(evidenceAt).putInt(alarmPoints);
    for (double distance : evidence) {
      out.putDouble(distance);
    }
    for (int i = 0; i < bins; i++) {
      out.putDouble(profile[i]).putDouble(variance[i]).putFloat(weight[i]);
    }
  }

  /// What [#write] wrote. Throws `IllegalArgumentException` when it is of another version or
  /// season, cut short, or not what a band can be in.
  public static SeasonalBand read(BandSettings settings, ByteBuffer in) {
    var band = new SeasonalBand(settings);
    if (in.remaining() < band.sizeBytes()) {
      throw new IllegalArgumentException(
          "band cut short: " + in.remaining() + " bytes, expected " + band.sizeBytes());
    }
    int version = in.get();
    int season = in.get();
    if (version != VERSION || season != settings.season().ordinal()) {
      throw new IllegalArgumentException(
          "band of another kind: version " + version + ", season " + season);
    }
    band.fill(in);
    return band;
  }

  private void fill(ByteBuffer in) {
    firstMs = in.getLong();
    lastMs = in.getLong();
    alarmSinceMs = in.getLong();
    relearnUntilMs = in.getLong();
    stepMs = finite(in.getDouble());
    level = finite(in.getDouble());
    overallVariance = finite(in.getDouble());
    magnitude = finite(in.getDouble());
    alarmMean = finite(in.getDouble());
    alarmDeviation = finite(in.getDouble());
    scalePoints = count(in.getInt(), 1 << 20);
    evidenceCount = count(in.getInt(), EVIDENCE);
    evidenceAt = count(in.getInt(), EVIDENCE - 1);
    alarmPoints = count(in.getInt(), Integer.MAX_VALUE);
    for (int i = 0; i < EVIDENCE; i++) {
      evidence[i] = finite(in.getDouble());
    }
    for (int i = 0; i < bins; i++) {
      profile[i] = finite(in.getDouble());
      variance[i] = finite(in.getDouble());
      weight[i] = (float) finite(in.getFloat());
    }
  }

  private static double finite(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("band damaged: " + value);
    }
    return value;
  }

  private static int count(int value, int most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException("band damaged: count " + value + ", limit " + most);
    }
    return value;
  }
}
