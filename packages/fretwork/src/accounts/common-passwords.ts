/** Whether a password is among those that are tried first: common words with usual endings, sequences, keyboard walks. */
import { COMMON_PASSWORDS } from './common-password-list.ts';

/**
 * Whether guessing would begin with this password: a common word, or two in a short password, spelt with digits for letters or
 * not; a walk along the alphabet or the keyboard; or a pattern that repeats; each with a few digits or signs around it.
 *
 * The words below and their endings make many millions of passwords, which no list holds; the list has what they miss.
 * Cost: some hundred look-ups, whatever the password.
 *
 * @param password At most some thousand characters.
 * @param more Further words in lower case: the name of the app, of its company.
 */
export function isCommonPassword(password: string, more: ReadonlySet<string> = new Set()): boolean {
  const isWord = (text: string) =>
    WORDS.has(text) || CUT_WORDS.has(text) || COMMON_PASSWORDS.has(text) || more.has(text);
  const isKnown = (stem: string) =>
    isWalk(stem) || spellingsOf(stem).some((text) => isWord(text) || isPair(text, isWord));
  return stemsOf(password.toLowerCase()).some((stem) => isKnown(stem) || isRepeated(stem, isKnown));
}

const MOST_AROUND = 4;

// `dragon2024!` and `123dragon` are tried as soon as `dragon` is: every text that is left when what is around it is cut off.
function stemsOf(text: string): readonly string[] {
  const [before = ''] = /^(?:\d{1,4}|[a-z])?/.exec(text) ?? [];
  const [after = ''] = /(?:[\d!@#$%&*.?_+-]{0,4}|\d[a-z])$/.exec(text.slice(-MOST_AROUND)) ?? [];
  const starts = before === '' ? [0] : [0, before.length];
  return starts.flatMap((start) =>
    Array.from({ length: after.length + 1 }, (_, cut) => text.slice(start, text.length - cut)),
  );
}

const LETTERS: Readonly<Record<string, string>> = { 0: 'o', 3: 'e', 4: 'a', 5: 's', 7: 't', 8: 'b', '@': 'a', $: 's' };

const LONGEST_WORD = 24;

// `p@ssw0rd` as `password`; a 1 stands for an i or for an l.
function spellingsOf(stem: string): readonly string[] {
  if (stem.length > LONGEST_WORD) return [];
  const plain = stem.replace(/[034578@$]/g, (sign) => LETTERS[sign] ?? sign);
  return [...new Set([stem, plain, plain.replace(/[1!]/g, 'i'), plain.replace(/[1!]/g, 'l')])];
}

const LONGEST_PAIR = 12;

// `bluedragon`; two words of a longer password are worth something.
function isPair(text: string, isWord: (text: string) => boolean): boolean {
  if (text.length > LONGEST_PAIR) return false;
  for (let cut = 3; cut <= text.length - 3; cut += 1) {
    if (isWord(text.slice(0, cut)) && isWord(text.slice(cut))) return true;
  }
  return false;
}

// `aaaaaaaa`, `abcdabcd`, `passwordpassword`
function isRepeated(text: string, isKnown: (stem: string) => boolean): boolean {
  for (let length = 1; length <= Math.min(LONGEST_WORD, text.length / 2); length += 1) {
    const unit = text.slice(0, length);
    if (text.length % length === 0 && text === unit.repeat(text.length / length)) return length <= 4 || isKnown(unit);
  }
  return false;
}

const SHORTEST_WALK = 4;

const isWalk = (stem: string): boolean => stem.length >= SHORTEST_WALK && WALKS.some((walk) => walk.includes(stem));

const backwards = (text: string): string => [...text].reverse().join('');

const WALKS: readonly string[] = `
  abcdefghijklmnopqrstuvwxyz 01234567890123456789 112233445566778899 123454321 1234554321 123321123321 12344321
  qwertyuiop[] asdfghjkl;' zxcvbnm,./ qwertzuiop yxcvbnm,.- azertyuiop qsdfghjklm wxcvbn qwertyuiopasdfghjklzxcvbnm
  1qaz2wsx3edc4rfv5tgb6yhn7ujm 1q2w3e4r5t6y7u8i9o0p q1w2e3r4t5y6u7i8o9p0 qazwsxedcrfvtgbyhnujm qawsedrftgyhujikolp
  zaq12wsxcde34rfvbgt56yhn zaq1xsw2cde3vfr4bgt5 zxcvasdfqwer qweasdzxc123 qwe123asd456zxc789 1234qwerasdfzxcv asdqwe123
  123qweasdzxc qwerasdfzxcv 147258369 159357258456 789456123 741852963 987456321 123654789 147896325 321654987 12qwaszx34erdfcv
  !@#$%^&*() йцукенгшщзхъ фывапролджэ ячсмитьбю 1a2b3c4d5e6f7g a1b2c3d4e5f6g7h8i9 1a2s3d4f5g6h aqwzsxedc 7777777
`
  .trim()
  .split(/\s+/)
  .flatMap((walk) => [walk, backwards(walk)]);

const WORDS: ReadonlySet<string> = new Set(
  `
  aaa aaaa aaliyah aaron abba abby abc abcabc abcd abcde aberdeen abigail abraham absolut absolute academy access
  accessgranted accord accordion accounting acdc achilles acmilan actor actress acura adam adidas admin adminadmin
  administrador administrator admiral adrian adriana adventure aerosmith africa agent aggies agnes agnieszka aini
  airborne aircraft airforce airplane airport ajax alabama aladdin alan alaska albany albatross albert alberto
  alejandra alejandro aleksandr aleksandra alex alexander alexandra alexandre alexandria alexis alfaromeo alfred
  alfredo alice alicia alien aliens alison allah allen alpha altima alvaro alvin always alyson alyssa amanda amateur
  amazing amber amen america american amor amorcito amore amoremio amour amsterdam amy anaconda anakin anarchy
  anastasia anchor anderson andre andrea andreas andres andrew andrey android andromeda andy angel angela angelbaby
  angeleyes angelica angelina angelo angels angus anita anna anne annie anthony anton antonia antonio anything apache
  aphrodite apollo apple applejuice applepie apples april aquaman aquarius aragorn archie architect ares argentina
  ariel aries aristotle arizona arkansas armand armando armani army arnaud arnold arse arsehole arsenal artem artemis
  arthur artist arturo asd asdasd asdf asdfasdf asdfjkl ashlee ashley assalamualaikum assassin asshole asswipe asterix
  astra astronaut astros athena athletics atlanta atlantis atomic audi audioslave audrey august aurora austin australia
  autumn avalanche avalon avatar avengers avenue awesome azerty azertyui babe baby babyblue babyboy babycake babycakes
  babydoll babyface babygirl babygurl babylon babylove babyphat bacardi bach backdoor backpack backspace backstreet
  backup backupadmin bacon badass badboy badger badgers badgirl baghdad balance baltimore bambi banana bananas bangkok
  bangladesh bank banker baptist bar barbara barbarian barbie barca barcelona barney barracuda barry bart bartsimpson
  baseball basil basketball bass bassman bastard batgirl batman battery baxter bayern baz beach beachboy beachboys
  beagle bear bears beatles beatriz beautiful beauty beaver beavis beckham bedtime bee beer beerbeer beethoven beijing
  belfast believe bella bender benfica bengals benjamin benoit bentley berlin bernard bernd besiktas bestfriend beta
  bethany betty beyonce bianca bible bicycle bieber bigass bigbaby bigballs bigbear bigbird bigboobs bigboy bigbrother
  bigcat bigdaddy bigdick bigdog bigfoot biggie bigmac bigmama bigman bigmoney bigone bigred bigtime bigtits bilbao
  billabong billboard bills billy billybob billyboy bird birdie birds birmingham birthday bismillah bison bitch bitches
  biteme bjorn black blackberry blackbird blackboard blackbox blackcat blackdog blackhawk blackhawks blackie blackjack
  blackout blacksheep blackwater bladerunner blah blahblah blank blaze bleach blessed blessing blink blizzard blonde
  blondie blowjob blowme blue bluebeetle bluebell blueberry bluebird bluedevil blueeyes bluefish bluemoon blues bluesky
  bluestar bluto bmw bobby bobbyboy bobdylan bobesponja bobmarley bollocks bombay bond bondage bonita bonjour bonjovi
  bonnie boobies boobs book books boots booty borg boris boss boston boxer boxing boyfriend boys brad bradley brady
  brandon brandy brasil braveheart braves brazil brenda brent bret brett brewers brian brianna bridge bridges bright
  brighton bristol britain british britney brittany brock broker bronco broncos brooke brooklyn brother brothers brown
  brownie browns bruce brucelee brucewayne bruins bruno brutus bryan bryce bubba bubblegum bubbles buccaneers buckeye
  buckeyes bucks bud budapest buddha buddy budlight budweiser buffalo buffy bugatti bugger bugsbunny bulldog bulldogs
  bullet bulls bullshit bulma bumblebee bunnies bunny burak burger burrito bush business buster butter buttercup
  butterfinger butterflies butterfly butthead butthole buttons byebye byron cadillac caesar cairo cake calcutta caleb
  calgary california caligula callme callofduty calvin camaro camel camelot camera cameron camila camille camry canada
  canadian cancer candies candy cannabis cannon canon cantremember canucks cappuccino capricorn captain captainhook
  captainmorgan carburetor cardboard cardiff cardinals carl carla carlitos carlos carlsberg carly carmela carmen
  carnage carolina caroline carolyn carter cartman cash cashier casino casper cassie castle cat catdog catherine
  catholic cats catwoman cavaliers cecilia cedric celeron celeste celica celine cellphone celtic celtics cerberus cesar
  chad chainsaw challenger champ champagne champion champions chance chanel change changeit changeme charger chargers
  charizard charles charlie charlotte cheer cheerful cheerleader cheerleading cheese cheesecake cheetah chelsea chelsey
  chemical chemistry cherokee cherries cherry cheryl chester chevelle chevrolet chevy chewbacca chewy cheyenne chicago
  chicken chickens chicks chico chiefs chihuahua children chile china chinese chiquita chloe chocolat chocolate chopin
  chopper chouchou chris christ christa christian christie christin christina christine christmas christoph christophe
  christopher christy chubby chucknorris church ciao ciaociao ciara cierra cigarette cincinnati cinderella cindy
  cinnamon cinta cisco citroen city civic claire clarence clarinet clark clarkkent classroom claude claudia clave
  clayton cleopatra cleveland clifford clint clinton clipboard clippers clitoris cloud coach cobra cocacola cocaine
  cock cocksucker coconut cody coffee coke cold coldplay colin colleen college cologne colombia colombo colonel
  colorado colt colton colts columbus comeon commander commando communist company compaq compass compiler computer
  concert concrete connecticut connor conor conqueror constance consumer contrasena contraseña converse cookie
  cookiemonster cookies cool coolcat coolio coolman cooper coorslight corazon corbin corey corinne corinthians corolla
  corona correcthorsebatterystaple corvette cosmos cosworth cottage coucou cougar counterstrike country courtney cow
  cowabunga cowboy cowboys cowgirl coyote crab cracker craig crash crazy crazyboy crazygirl creampie creative cricket
  crimson cristiano cristina crow crusader crystal cska cubs cuddles cumshot cupcake curtis customer customers cutie
  cutiepie cutter cyborg cyclops cynthia daddy daffy daisy dakota dalek dallas dalmatian dalton damian damien damon
  dance dancer dancing daniel daniela danielle danny dannyboy daphne daredevil daria dark darkangel darkknight darkmoon
  darkness darkside darkstar darling darren darthvader darwin daryl dashboard database dave david daytime dcshoes dead
  deadpool dean death deathnote debbie debian deborah december deepspace deepthroat default defender deftones delaware
  delhi dell delta demo demon denis denise denmark dennis denver derek derrick designer desiree destiny destroyer
  detroit deutschland developer development devil devin devon dexter dhaka dharma diablo diamond diamondbacks diamonds
  diana dick dickhead diego diesel dietcoke digimon digital dilbert dimples dinamo dinosaur director dirk disney
  disturbed diva diver diving dixie dmitry doberman doctor doctorwho dodge dodgers dog doggie doggy doghouse dogs
  dollar dollars dolores dolphin dolphins domenico dominic donald donatello donkey donna donnie donotenter donovan
  dontforget dontknow donut doom doraemon dorothy dortmund doudou doughnut douglas download dracula dragon dragonball
  dragonfly dragons drake drawing dream dreamcatcher dreamer dreaming dreams drifter drpepper drum drummer drums drunk
  dubai dublin ducati duck duckie ducks dude dumbass dumbledore dumbo duncan dundee durango dustin dutch dwayne dwight
  dylan eagle eagles earl earth easter easymoney eatme eatpussy eclipse eddie edgar edinburgh edith edmonton eduardo
  edward edwin eeyore egypt eight eileen einstein ekaterina elaine eldorado eleanor electric electron electronic
  element elena eleonora elephant elijah elisa elisabeth elise eliza elizabeth ella ellen ellie elliot elmo elvis
  emanuel emerald emil emilio emily eminem emma emmanuel empty energy engel engine engineer engineering england english
  enigma enrique enter enterprise entrar epson eric erica ericsson erika erin ernest ernesto erotic erotica espana
  espresso estate esther estrella eternal eternity ethan eugene eugenia eva evan evanescence evelyn everett everton
  evolution example excalibur expedition explorer express extreme fabian fabio fabrice facebook failure faith faithful
  falcon falcons fallout familia family familyguy fantasy fart farts fashion fatass fatboy fatcat fate father fatman
  fearless february federico fedora felicia felipe felix fender fenerbahce ferdinand fernanda fernando ferrari fetish
  fiat ficken fifa fighter film final finalfantasy finance finland fiona fire fireandice fireball firebird firefighter
  firefox fireman firenze firestorm firewall fireworks first firstlove fish fisher fishes fishing five flame flamengo
  flamingo flash flintstone flintstones florence florian florida flower flowers fluffy flyers foo foobar foofighters
  football force ford forest forever forget forgetit forgot fortnite fortyniners forzaroma four fox foxes foxy france
  frances francesca francis francisca francisco francois frank frankenstein frankfurt frankie franklin freckles fred
  freddie freddy frederick freebird freedom freelove freeman freeporn freeuser freeway french friday friend friends
  friendship friendster frodo frog froggie froggy frogs frontdesk frosty frozen fuck fucker fuckface fuckhead fucking
  fuckit fuckme fuckoff fuckthis fuckyou fullback function fussball futbol futurama fuzzy gabriel gabriela gabriella
  gael galatasaray galaxy galileo galina galway game gamecube gamer gamers games gaming gamma gandalf ganesh gangbang
  gangsta gangster garage garden garfield garrett gary gasoline gateway gatita gator gators gavin gay geheim gemini
  general genesis geneva genius genova gentleman geoffrey george georgia gerald gerard german germany geronimo gerrard
  getmoney getout gettingit ghost ghosts giants gibson giggles gilbert gina ginger gino giovanni giraffe girlfriend
  girls giulia giuseppe giveme gizmo gladiator glasgow glenn glitter globe gloria glory gmail goalie goalkeeper goat
  goaway god godbless godfather godisgood godislove godsmack godzilla goku gold golden goldeneye goldfinger goldfish
  goldstar golf golfer golfing gonzo goober goodboy goodbye goodday goodgirl goodluck goodmorning goodtime goodtimes
  goofy google goose gordon gorgeous gorilla gorillaz gotoheaven gotohell governor grace graham granada grandam grandma
  grandpa grandprix grant grape grateful gray grayson greece green greenarrow greenbay greenday greenland greenlantern
  greensboro greentea greg gregory gremio gretchen gretzky grey greyhound grizzlies groot gryffindor gtasanandreas
  guadalupe guardian gucci guest guestguest guillermo guinevere guinness guitar guitarist gulliver gumball gummybear
  gunner gunners guns gunsnroses gunther gustavo gwendolyn gymnast gymnastics hacked hacker hackers hades haley
  halflife halftime halleluja hallelujah hallo hallohallo halloween halo hamburg hamburger hamlet hammer hamster
  handjob handsome hannah hannahmontana hannibal hans hansolo happiness happy happybirthday happyday happyfeet
  happygirl happyman happyness happynewyear harbor harbour hardass hardcore hardrock hardware harley harleydavidson
  harmonica harmony harold harriet harrison harry harrypotter harvey hase haslo hasło hateme hawaii hawk hawkeye hawks
  heart heartless hearts heat heather heaven heavy hector hedgehog heidi heineken heinrich helen helena helicopter hell
  hellfire hello hellohello hellokitty hellothere helloworld helpdesk helpful helpless helpme hendrix henry herbert
  hercules hermione hermosa hero heroes heythere highlander highschool highway hilary hillary hiphop hippo history
  hithere hobbit hockey hogwarts holiday holidays holland holly hollywood holmes holyshit homeless homer homersimpson
  homerun homestead honda honey honeybee hongkong hoosiers hooters hope hopeful hopeless horizon hornets horny
  horoscope horse horses hostmaster hotboy hotdog hotgirl hotmail hotpussy hotrod hotrods hotsex hotstuff hottie house
  houston howard hubert hugo hugoboss hulk humberto hummingbird hunter hunters hunting hurricane hurricanes husband
  huskers huskies husky hyperion iamawesome ian ibrahim ice icecream iceman ichigo ichliebedich idaho idontknow iforgot
  ignacio igor iguana ihateyou illinois illusion ilove ilovecats ilovechocolate ilovedad ilovedogs ilovegod iloveher
  ilovehim ilovejesus iloveme ilovemom ilovemusic ilovemyfamily ilovemyself ilovepizza ilovesex iloveu iloveyou
  iloveyouso imagine imissyou immortal imogen impala incubus independence india indian indiana indigo indonesia inferno
  infinite infiniti infinity ingrid insane inshallah instagram insurance integra intel inter intermilan internet
  intrepid intruder inuyasha invader invest investor iowa iphone ipsum iran iraq ireland irene irina iris irish
  ironmaiden ironman isaac isabel isabella isabelle islamabad island ismael israel istanbul itachi italia italy ivan
  ivy jack jackass jackdaniels jackie jackiechan jackpot jackson jacob jacqueline jacqui jade jafar jaguar jaguars
  jaimatadi jaime jakarta jake jakob jamal james jamesbond jamie jan jane janet janice january japan jared jasmin
  jasmine jason jasper java javascript javier jay jazz jean jeanette jeannie jedi jeep jeff jeffrey jelly jellybean
  jellyfish jenna jennifer jenny jens jeremiah jeremy jermaine jerome jerry jersey jerusalem jesse jessica jester jesus
  jesuschrist jetaime jets jetsons jewel jewels jillian jim jimmy joachim joan joanna jocelyn jodie joe joel joey johan
  johanna johannes john johnboy johnlennon johnny johnson joker jolene jolly jonas jonasbrothers jonathan jordan jorge
  jose joseph josephine josh joshua journey joyce joyful juan juanita judith judo judy julia julian juliana julie
  juliet julio july june junior jupiter jurgen justdoit justforfun justin justinbieber justine juventus kai kakashi
  kangaroo kansas kara karachi karaoke karate karen kari karim karina karl karla karma karolina kasia kassandra katana
  katarzyna kate katelyn katerina katherine kathleen kathryn kathy katie katrina kawasaki kayla kaylee keeper keepout
  keith kelly kelsey kelvin ken kendra kennedy kenneth kennwort kenny kentucky kenworth kenya kermit kevin keyboard
  keyboarder keyboards kickass kids kiev killer killers killme kimber kimberly king kingdom kingdomhearts kingkong
  kings kingston kirill kirsten kiss kissband kisses kissme kissmyass kitesurf kitkat kitten kittens kitty kittycat
  kiwi klingon knicks knight knights koala kobe kocham kochanie kodak korea korn krakow krishna krista kristen kristin
  kristina krusty krystal krzysztof kungfu kurt kyle kyler labrador lacoste lacrosse lada ladies lady ladybird ladybug
  lagoon lahore lakers lakota lakshmi lamborghini lameass lana lance lancelot lancer larisa larissa larry lars laser
  lassie last lasvegas latte laura lauren laurie lawrence lawyer league leagueoflegends leah lebron ledzeppelin lee
  leeds legend legends legolas leif lemon lemonade leningrad lenovo leo leon leonard leonardo leonid leopard leroy
  lesbian lesbians leslie lestat leticia letmein letmeinnow letsgo letsrock letter letters lewis lexluthor lexus liam
  liberty libra library liebe lieverd lifetime light lightening lighthouse lightning lights lilbit liliana lillian
  lilmama lilman lilwayne lily limerick lincoln linda linebacker lingerie link linkedin linkinpark linux lion lionking
  lions lisa lisboa lisbon littlegirl littleman littleone liverpool lobster logan login loginlogin logitech logon loki
  lokomotiv lollipop london lonely lonestar lonewolf longboard longhorn longhorns lorem lorena lorenz lorenzo lorraine
  losangeles lost lothar lotr lottery louis louise louisiana louisville loulou love lovebug lovehurts loveislife
  lovelife lovelove lovely loveme loveofmylife lover loverboy lovergirl loverman lovers lovesucks loveyou loveyoubaby
  lowrider lucas lucia luciana luciano lucifer lucky luckyday luckyone lucy ludmila ludwig luffy luigi luis luisa
  lukasz luke lukeskywalker luz lydia lynn mabel macbeth machine macintosh mackenzie maddog madeline madison madonna
  madrid magdalena maggie magic magical magicjohnson magnetic magneto mahal mahalkita mahalko mahmoud maiden mailru
  maine maja major makayla makemoney maksim malaga malaysia malcolm malgorzata malibu malik malika mama mamapapa
  management manager manchester mancity mandingo mandy mango manila manuel manunited manutd maplestory maradona
  marathon marc marcel marcela marcella march marcia marcin marco marcos marcus margaret margarida margarita marge
  maria mariah mariana marianne maribel marie marijuana marilyn marina marine mariners marines mario mariposa marisa
  marisol marissa marius mark market marketing markus marlboro marlene marley marlins married marseille marshall martha
  martin marvel marvin mary maryland maserati mason massachusetts master mastiff mateusz math mathias matrix matt
  matthew matthias matthieu maureen maurice mauricio mausi maverick mavericks max maxima maximilian maximum maximus
  maxwell maya mayday mayhem mazda meatball meatloaf mechanic mechanical meditation medusa mega megadeth megan megane
  megatron mehmet melanie melbourne melinda melissa melody melon melvin memphis mercedes mercury meredith merlin
  mermaid messi metal metallic metallica meteor methodist mets mexican mexico miami miamor micah michael michaeljackson
  michaeljordan michel michelangelo michelle michigan mickey mickeymouse microsoft midget midnight miguel mikael
  mikayla mike mikhail milan milano mildred miles military milkshake milkyway millerlite million millionaire mima mindy
  minecraft minhasenha minister minnesota minnie minotaur miranda mireille miriam misiek mission mississippi missouri
  misspiggy missyou mistress misty mitchell mittens mivida mobile mocha modem mohamed mohammad mohammed mohawk molly
  mom momdad mommy mona monday money moneymaker moneyman mongoose monica monique monitor monkey monkeys monopoly
  monster monsters montana montreal moon moonbeam moonlight moonshadow moonshine moose mordor morgan morpheus mortal
  mortalkombat mortgage moscova moscow moses moskva motdepasse mother motherboard motherfucker motocross motor
  motorbike motorcycle motorola mountain mountaindew mouse movie movies mozart muenchen mufasa muffin muffins muhammad
  mulder mumbai mummy munich murder mushroom mushrooms music musica musician mustafa mustang myangel mychemicalromance
  mygirl myheart mylove mylover mymother mypass mypassword mypasswordis myra mysecret myspace mysql mystery mystic
  nacho nadia naked nancy naomi napoleon napoli naruto nascar nashville nastya natalia natalie natasha nathalie nathan
  nathaniel nationals navigator navy nebraska neil nelson nemesis nemo neo neptune network nevada newcastle newpassword
  newport newton newyear newyork newyorker neymar nicholas nick nicolas nicole nigel nigeria nightfall nighthawk
  nightingale nightmare nighttime nightwing nightwish nike nikita nikki nikolai nina nine ninja ninjas nintendo nipple
  nipples nirvana nissan noah nobody noel nokia none nono noodles nopass nopasswd nopassword nora norma norman norway
  nothing nottingham november nsync nuclear nude nugget nuggets null number numberone nurse nvidia oakland oasis obama
  obelix ocean octavia october octopus odie odin odysseus office offspring ohio okay oklahoma oksana olaf oldpassword
  olga oliver olivia olympus omar omega one onedirection onepiece onetime onetwothree onion opal opel opensaysme
  opensesame openup operator optimus oracle orange orangejuice orchestra orchid oregon oreo orgasm orioles orion
  orlando oscar osman othello otis ottawa otter otto outlaw overkill overload overlord overmind overwatch owen pablo
  pacers packard packardbell packers pacman padawan padres paige painting pakistan palace paladin palermo palmeiras
  paloma pamela panasonic pancake panda pandas pandora pantera panther panthers panties pantyhose papa paper paradise
  paramore paris parol parrot party partytime pascal pass passion passme passpass passphrase passport passw passwd
  password passwordis passwordispassword passwordpassword passwort pasta patches patrice patricia patrick patrickstar
  patriot patriots paul paula pauline pawel peace peaceful peach peaches peacock peanut peanuts pearl pearljam pebbles
  pedro peekaboo peepee pegasus peggy pele pelican pencil penelope penguin penguins penis pennsylvania penny pentium
  pepper peppers pepsi perfect perl perrito perry peru peter peterbilt petergriffin peterpan peterparker peugeot
  phantom philip philippines philips phillies phillip philly phoebe phoenix phoenixaz phone photo photographer photos
  phyllis physics piano picard picasso pickle pickles picture pierre pietro pig piglet pikachu pilot pimp pimpin
  pineapple pink pinkfloyd pinkpanther pinky pinocchio pinoy piotr piranha pirate pirates pisces pistons pitbull
  pittsburgh pizza planet platinum plato playboy player players playgirl playstation playtime please pleaseletmein
  pluto plymouth pocahontas poet poetry pokemon poker poland polarbear police polina polo polska ponies pontiac pony
  poodle pooh poohbear poohead pookie poop poophead poopoo popcorn popeye popsicle porkchop porn pornstar porsche
  portland porto portsmouth portugal poseidon postgres postmaster potato power powerful powerranger prada prague praha
  praise prayer precious predator predators prelude president preston pretty prettygirl priceless primetime prince
  princesa princess principal priscilla private priya process prodigy producer production professor program programmer
  programming prometheus property prophet psycho pubg puffin puma pumpkin punisher punk punkin punkrock puppies puppy
  purple pussy pussycat python qazwsx quake quality quantum quarterback quebec queen queenband queens quentin
  quiksilver quincy qux qwe qweasd qweqwe qwer qwert qwerty qwertypassword qwertyui qwertz rabbit raccoon racer rachel
  racing radeon radiohead rafael ragnarok rahul raider raiders rain rainbow rainyday ralph rambo rammstein ramon
  ramones ramrod rams randall randy ranger rangers rangersfc raphael rapper raptor raptors rapunzel raquel rascal
  rasputin rasta rastaman rat raul raven ravens ray raymond razorback reading realmadrid reaper rebecca rebel reception
  reckless red redalert redbull redcross redfish redhat redhead redneck redrose redskins redsox redwings reebok referee
  reggae regina reginald reindeer reinhard religion rembrandt remember renault rene renee renegade research restless
  retriever revolution rex rhino rhonda rhythm ricardo riccardo rich richard rick rickandmorty ricky rightnow rihanna
  riley rita river roadkill roadrunner rob robert roberta roberto robin robinson roblox robot rochester rock
  rockandroll rocket rocketman rockets rockies rocknroll rockstar rocky rodney rodrigo roger roland rolf rollsroyce
  rolltide roma romashka rome romeo romulan ronald ronaldo ronnie rooney root rootbeer rootroot rory rosa rosalie
  rosario rose roseanne rosemarie rosemary roses rosie ross rottweiler router roxana roxanne roxy roy royal royals
  ruben ruby rudolf rudolph rudy rugby runescape runner running rupert ruslan russell russia russian rusty ruth ryan
  saab sabres sabrina sacramento sad sadie sagittarius saibaba sailboat sailing sailor sailorboy sailormoon saints
  sakura salasana sales sally salt salvador salvation sam samantha samara sameer sample samson samsung samuel samurai
  sanane sandiego sandra sandro sandy sanfrancisco sanjay santaclaus santiago saopaulo sapphire sarah saratoga sascha
  sasha sassy sasuke satan satellite saturday saturn sausage savannah saveme savior saxophone sayang scarface scarlet
  schatz schatzi school science scooby scoobydoo scooter scoreboard scorpio scorpion scorpions scotland scott
  screwdriver script scuba scully sculptor sea seahawks seahorse sean seashell seaside seattle sebastian sebastien
  second secret secretary secretpassword secrets secure securepassword security seinfeld selena seminole seminoles
  semperfi senator senha sentinel sentra sephiroth september sepultura serena serenity sergeant sergey sergio server
  service seth seven sevilla sex sexpistols sexsex sexy sexybitch sexyboy sexygirl shadow shadows shakespeare shakira
  shane shanghai shannon shark sharks sharon shasta shaun shawn sheba sheep sheffield sheila shelby sheldon shelly
  sherlock sherman sherry sherwin shining shirley shit shithead shiva shooter shopping shorty showtime shrek sidney
  siemens sierra sifre sigma signin silver silverado silverfox silvio simba simon simone simple simpson simpsons sinbad
  singapore singer singing single sister six sixers skateboard skateboarding skater skeeter skiing skippy skittles
  skoda skorpion sky skyler skyline skywalker slapshot slayer slider slimshady slipknot sluggo slut slytherin smartass
  smile smiles smiley smirnoff smoke smokey smokie smoking smoothie smurf smurfs snake snakes snapper snapple snickers
  sniffer sniper snoopdogg snoopy snorkel snow snowball snowboard snowboarding snowflake snowflakes snowman snowy
  snuggles soccer socialist socks socrates sofia softball software solaris soldier soleil something sometime sommer
  sonia sonic sonics sonne sony sonya sooners sophia sophie soprano sopranos sorcerer sorry soundgarden southafrica
  southampton southpark space spaceman spaceship spaghetti spain sparkle sparkles sparky sparrow spartacus spartak
  spartan spartans spawn special speed speedway speedy spencer spider spiderman spidey spike spirit spiritual spitfire
  spock spongebob spooky sport sporting sports spring springboard springfield springtime sprite spurs sql squall
  squidward squirrel stacey stacy staging stalker stallion stanislav stanley star starbuck starbucks starcraft stardust
  starfire starfish stargate stargazer starlight starlord stars starship start starter starting startrek startup
  starwars stealth steam steelers stefan stella stephan stephani stephanie stephen sterling steve steven stewart stewie
  stingray stinker stinky stockings stone stonesour storm stormy strawberry street strider striker stripper
  strongpassword stuart student students study stuttgart style subaru sublime suburban success sucker suckit suckme
  sugar sugarbear summer summertime sun sunbeam sunbird sundance sunday sunflower sunny sunnyday sunrise suns sunset
  sunshine super superb superboy supercool supergirl superhero superman supermario supersecret superstar superuser
  support supra supreme surfboard surfer surfing susan susana susanna sushi suzanne suzuki sven svetlana swallow
  swansea sweden sweet sweetheart sweetie sweetness sweetpea sweety swimmer swimming switch sword sydney sylvester
  sylvia symphony syracuse sysadmin system tabitha taco tacobell tahoe taiwan tamara tammy tania tanya tara tardis
  tarheels tariq tarzan tatiana tattoo tatyana taurus taylorswift taz tazmania teacher teamo teamomucho technical
  techno teddy teddybear tehran tekken telaviv telephone television temp tempest temple temporary temppass temptation
  ten tennessee tennis tequiero tequila teresa terminal terminator terrence terrier terry tesla test tester testing
  testtest tetris texans texas thailand thankful thanks thanksgiving thankyou thanos theater theatre theodore
  thepassword theresa therock thierry third thisismypassword thomas thor three thug thumper thunder thunderbird
  thunderbolt thursday tiamo tiberius tifa tiffany tiger tigers tigersfan tigger tim timberwolves timeless timothy
  tinker tinkerbell tintin titan titanic titanium titans tits tobias toby today todd tokyo tom tomandjerry tomasz
  tomato tommy tommyboy tomorrow tony tool toolbox toor topaz topgun topsecret torino tornado toronto torres torsten
  toshiba tosser tottenham touchdown tower toyota tracy trade trading trailblazers train trainer training trains
  tranquil trans transam transformers translator trapper travel traveler travis treasure trent trevor trex trigger
  trinity trisha tristan triumph trojan trojans trombone trooper tropical trouble troy truck trucker trucks truelove
  trueluv trump trumpet trustme trustno trustnoone tucker tuesday tulip tulips tundra tupac turbo turkey turtle turtles
  tweety twilight twins twister twitter twix two tyler u2band ubuntu ukraina ukraine ulrich ultimate ultraman umbrella
  undefined underdog underground undertaker underwater unicorn unicorns universe university unknown upload uranus urban
  ursula usa user username useruser utah uwe vacation vadim vagina valencia valentin valentina valentine valera valeria
  valerie valhalla valkyrie vampire vampires vancouver vanessa vanhalen vanilla vans variable vasco vectra vegas vegeta
  velvet venezia venezuela venice venom venus vera vermont vern verona veronica veronika veronique versace verysecret
  victor victoria victory vienna vietnam viewsonic viking vikings vikingsfan viktor viktoria village vince vincent
  violet violin violoncello viper virginia virginie virgo vision vito vivaldi vivian viviana vkontakte vladimir
  vladislav vodka volcano volcom voldemort volkswagen volleyball volunteers volvo vortex voyager vulcan wachtwoord wade
  waffles waldo wales walker wallace walter wanker warcraft ward warhammer warlock warlord warren warrior warriors
  warsaw warszawa washington water waterfall waterloo waterman watermelon watermelons watson wayne weasel webmaster
  website wednesday weed weekend welcom welcome welcomeback welcomehome welcometo welkom wendell wendy werewolf werner
  wesley wetpussy whale whatever whatsup whiskers whiskey whisky white whiteboard whitehorse whitesox whitney whocares
  whore whynot wicked wien wife wiggles wildcat wildcats wildfire wileecoyote william willie willow wilson windows
  windsor windsurf wine winfield winner winnie winniethepooh winning winnipeg winston winter wintertime wisconsin witch
  wizard wizards woaini wodemima wojtek wolf wolfgang wolfpack wolfram wolverine wolverines wolves woman wombat women
  wonder wonderful wonderland wonderwoman woodpecker woody world worldofwarcraft wrangler wrench wrestler wrestling
  wrinkles writer writing wyoming xavier xbox xfiles xmen xxx xxxx yahoo yamaha yandex yankee yankees yaroslav yasin
  yellow yellowstone yesterday yesyes yoda yoga yolanda yomama yourpassword youtube yusuf yves yvette yvonne zachary
  zack zane zaphod zaqwsx zara zaragoza zebra zelda zen zenit zeppelin zero zeta zeus zidane ziggy zippy zodiac zoe
  zoey zombie zombies zurich zxc zxcv zxcvbn zxczxc zzz любовь наташа пароль привет
`
    .trim()
    .split(/\s+/),
);

// Where passwords once ended at eight letters, `wolverine` was `wolverin`, and still is in many heads.
const CUT_WORDS: ReadonlySet<string> = new Set(
  [...WORDS].filter(({ length }) => length > 8).map((word) => word.slice(0, 8)),
);
