package dev.weir.ingest.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.ingest.decode.Malformed;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.Tenant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MalformedSamplesTest {
  private final MalformedSamples samples = new MalformedSamples(Clock.SYSTEM);

  private List<MalformedSamples.Sample> shown(Tenant tenant, String text) {
    samples.show("influx", tenant, Malformed.SYNTAX, text);
    return samples.latest();
  }

  @Test
  void logged_hasTheTextOfTheDefaultTenantOnly() {
    var own = shown(Tenant.DEFAULT, "card 4711").getFirst();
    assertEquals("card 4711", MalformedSamples.logged(own));
    var foreign = new MalformedSamples(Clock.SYSTEM);
    foreign.show("influx", new Tenant("shop"), Malformed.SYNTAX, "card 4711");
    var sample = foreign.latest().getFirst();
    assertEquals(new Tenant("shop"), sample.tenant());
    assertEquals("card 4711", sample.text());
    assertEquals("(see /weir/v1/status)", MalformedSamples.logged(sample));
  }

  @Test
  void text_isEscaped_soThatItForgesNoLine() {
    var sample = shown(Tenant.DEFAULT, "a\r\nb\u001b[31m\"").getFirst();
    assertEquals("a\\u000d\\u000ab\\u001b[31m\\u0022", sample.text());
  }
}
