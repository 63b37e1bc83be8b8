// The journeys, in this order: the first measures a server that has just started.
import "./home";
import "./explore";
import "./logs";
import "./hostile";
import "./address";
import "./alerts";
import "./signin";
import "./pages";
